// SPDX-License-Identifier: GPL-3.0-or-later

// A kubelet that has no containers: logs, exec, attach and port forwarding as kube-apiserver asks for them, for tests on
// loopback. A container is a folder (ROOT/namespace/pod/container): its log files are "log" and "previous" (lines with
// their times), "ended" says that it ended, "flood" holds how many MiB of lines its log has. A command runs as a program of
// this machine in that folder, so only a server with the right client certificate is answered.
package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"k8s.io/streaming/pkg/httpstream"
	"k8s.io/streaming/pkg/httpstream/spdy"
	"k8s.io/streaming/pkg/httpstream/wsstream"
)

var root = flag.String("root", "", "folder of the containers")

func folder(parts []string) (string, error) {
	for _, part := range parts {
		if part == "" || part == "." || part == ".." || strings.ContainsAny(part, "/\\") {
			return "", fmt.Errorf("%q is no name", part)
		}
	}
	path := filepath.Join(append([]string{*root}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("container %q not found", strings.Join(parts, "/"))
	}
	return path, nil
}

func isSet(request *http.Request, name string) bool {
	value := request.URL.Query().Get(name)
	return value == "1" || value == "true"
}

// Logs.

func serveLog(w http.ResponseWriter, request *http.Request, parts []string) {
	place, err := folder(parts)
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	query := request.URL.Query()
	name := "log"
	if isSet(request, "previous") {
		name = "previous"
	}
	times := isSet(request, "timestamps")
	since := query.Get("sinceTime")
	flush := func() {
		if flusher, ok := w.(http.Flusher); ok {
			flusher.Flush()
		}
	}
	write := func(line []byte) error {
		if since != "" {
			if at, err := time.Parse(time.RFC3339Nano, string(line[:max(0, bytes.IndexByte(line, ' '))])); err == nil {
				if start, err := time.Parse(time.RFC3339Nano, since); err == nil && at.Before(start) {
					return nil
				}
			}
		}
		if !times {
			line = line[bytes.IndexByte(line, ' ')+1:]
		}
		_, err := w.Write(line)
		return err
	}
	if text, err := os.ReadFile(filepath.Join(place, "flood")); err == nil {
		mebibytes, _ := strconv.Atoi(strings.TrimSpace(string(text)))
		w.WriteHeader(http.StatusOK)
		var block bytes.Buffer
		written := 0
		for number := 0; written < mebibytes*1024*1024; number++ {
			fmt.Fprintf(&block, "2026-01-01T00:00:00.%09dZ line %d of a program that says very much and says it very fast\n", number%1000000000, number)
			if block.Len() > 64*1024 {
				written += block.Len()
				if _, err := w.Write(block.Bytes()); err != nil {
					return
				}
				block.Reset()
			}
		}
		w.Write(block.Bytes())
		return
	}
	file, err := os.Open(filepath.Join(place, name))
	if err != nil {
		if name == "previous" {
			http.Error(w, fmt.Sprintf("previous terminated container %q in pod %q not found", parts[2], parts[1]), http.StatusBadRequest)
			return
		}
		file, err = os.Open(os.DevNull)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	defer file.Close()
	w.WriteHeader(http.StatusOK)
	flush()
	var all [][]byte
	reader := bufio.NewReader(file)
	var part []byte
	readOn := func(each func([]byte) error) error {
		for {
			line, err := reader.ReadBytes('\n')
			part = append(part, line...)
			if err != nil {
				return nil
			}
			whole := part
			part = nil
			if err := each(whole); err != nil {
				return err
			}
		}
	}
	if readOn(func(line []byte) error { all = append(all, line); return nil }) != nil {
		return
	}
	if tail, err := strconv.Atoi(query.Get("tailLines")); err == nil && tail < len(all) {
		all = all[len(all)-tail:]
	}
	for _, line := range all {
		if write(line) != nil {
			return
		}
	}
	flush()
	for isSet(request, "follow") && name == "log" {
		select {
		case <-request.Context().Done():
			return
		case <-time.After(30 * time.Millisecond):
		}
		_, ended := os.Stat(filepath.Join(place, "ended"))
		if readOn(write) != nil {
			return
		}
		flush()
		if ended == nil {
			return
		}
	}
}

// Commands.

type streams struct {
	input, output, errorOutput, status, resize io.ReadWriteCloser
	close                                      func()
}

func command(request *http.Request, place string, attach bool) *exec.Cmd {
	words := request.URL.Query()["command"]
	if attach {
		words = []string{"cat"} // the process of a container of ours says what it hears
	}
	if len(words) == 0 {
		words = []string{"true"}
	}
	program := exec.Command(words[0], words[1:]...)
	program.Dir = place
	program.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + place, "LC_ALL=C.UTF-8", "PS1=$ "}
	return program
}

func openTerminal() (*os.File, *os.File, error) {
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, nil, err
	}
	var unlock, number int32
	if _, _, code := syscall.Syscall(syscall.SYS_IOCTL, master.Fd(), syscall.TIOCSPTLCK, uintptr(unsafe.Pointer(&unlock))); code != 0 {
		return nil, nil, code
	}
	if _, _, code := syscall.Syscall(syscall.SYS_IOCTL, master.Fd(), syscall.TIOCGPTN, uintptr(unsafe.Pointer(&number))); code != 0 {
		return nil, nil, code
	}
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	return master, slave, err
}

func follow(resize io.Reader, master *os.File) {
	decoder := json.NewDecoder(resize)
	for {
		var size struct{ Width, Height uint16 }
		if decoder.Decode(&size) != nil {
			return
		}
		window := struct{ rows, columns, x, y uint16 }{size.Height, size.Width, 0, 0}
		syscall.Syscall(syscall.SYS_IOCTL, master.Fd(), syscall.TIOCSWINSZ, uintptr(unsafe.Pointer(&window)))
	}
}

func run(request *http.Request, place string, attach bool, s streams) error {
	program := command(request, place, attach)
	if isSet(request, "tty") {
		master, slave, err := openTerminal()
		if err != nil {
			return err
		}
		defer master.Close()
		program.Stdin, program.Stdout, program.Stderr = slave, slave, slave
		program.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
		if s.resize != nil {
			go follow(s.resize, master)
		}
		if err := program.Start(); err != nil {
			slave.Close()
			return err
		}
		slave.Close()
		if s.input != nil {
			go func() {
				io.Copy(master, s.input)
				// The connection is gone: so is who typed.
				program.Process.Kill()
			}()
		}
		io.Copy(s.output, master)
		return program.Wait()
	}
	program.Stdout = s.output
	if s.errorOutput != nil {
		program.Stderr = s.errorOutput
	}
	if s.input == nil {
		return program.Run()
	}
	input, err := program.StdinPipe()
	if err != nil {
		return err
	}
	if err := program.Start(); err != nil {
		return err
	}
	go func() {
		io.Copy(input, s.input)
		input.Close()
	}()
	return program.Wait()
}

func statusOf(err error) []byte {
	if err == nil {
		return []byte(`{"metadata":{},"status":"Success"}`)
	}
	status := map[string]any{"metadata": map[string]any{}, "status": "Failure", "message": err.Error()}
	if exit, ok := err.(*exec.ExitError); ok {
		status["reason"] = "NonZeroExitCode"
		status["message"] = fmt.Sprintf("command terminated with non-zero exit code: %v", exit)
		status["details"] = map[string]any{"causes": []any{map[string]any{"reason": "ExitCode", "message": strconv.Itoa(exit.ExitCode())}}}
	} else {
		status["reason"] = "InternalError"
		status["code"] = 500
	}
	text, _ := json.Marshal(status)
	return text
}

func webSocketStreams(w http.ResponseWriter, request *http.Request) (streams, error) {
	channel := func(wanted bool, kind wsstream.ChannelType) wsstream.ChannelType {
		if wanted {
			return kind
		}
		return wsstream.IgnoreChannel
	}
	channels := []wsstream.ChannelType{
		channel(isSet(request, "input"), wsstream.ReadChannel),
		channel(isSet(request, "output"), wsstream.WriteChannel),
		channel(isSet(request, "error") && !isSet(request, "tty"), wsstream.WriteChannel),
		wsstream.WriteChannel,
		wsstream.ReadChannel,
	}
	connection := wsstream.NewConn(map[string]wsstream.ChannelProtocolConfig{
		"v4.channel.k8s.io": {Binary: true, Channels: channels},
		"v5.channel.k8s.io": {Binary: true, Channels: channels},
	})
	protocol, all, err := connection.Open(w, request)
	if err != nil {
		return streams{}, err
	}
	log.Printf("websocket %s %s", protocol, request.URL.Path)
	s := streams{output: all[1], status: all[3], resize: all[4], close: func() { connection.Close() }}
	if channels[0] == wsstream.ReadChannel {
		s.input = all[0]
	}
	if channels[2] == wsstream.WriteChannel {
		s.errorOutput = all[2]
	}
	return s, nil
}

func spdyStreams(w http.ResponseWriter, request *http.Request) (streams, error) {
	if _, err := httpstream.Handshake(request, w, []string{"v4.channel.k8s.io"}); err != nil {
		return streams{}, err
	}
	arrived := make(chan httpstream.Stream, 8)
	connection := spdy.NewResponseUpgrader().UpgradeResponse(w, request, func(stream httpstream.Stream, replySent <-chan struct{}) error {
		go func() {
			<-replySent
			arrived <- stream
		}()
		return nil
	})
	if connection == nil {
		return streams{}, fmt.Errorf("no upgrade")
	}
	log.Printf("spdy %s", request.URL.Path)
	wanted := 1
	for _, name := range []string{"input", "output", "tty"} {
		if isSet(request, name) {
			wanted++
		}
	}
	if isSet(request, "error") && !isSet(request, "tty") {
		wanted++
	}
	s := streams{close: func() { connection.Close() }}
	late := time.After(20 * time.Second)
	for ; wanted > 0; wanted-- {
		select {
		case stream := <-arrived:
			switch kind := stream.Headers().Get("streamType"); kind {
			case "stdin":
				s.input = stream
			case "stdout":
				s.output = stream
			case "stderr":
				s.errorOutput = stream
			case "error":
				s.status = stream
			case "resize":
				s.resize = stream
			default:
				connection.Close()
				return streams{}, fmt.Errorf("unknown stream %q", kind)
			}
		case <-late:
			connection.Close()
			return streams{}, fmt.Errorf("not all streams came")
		}
	}
	return s, nil
}

func serveCommand(w http.ResponseWriter, request *http.Request, parts []string, attach bool) {
	place, err := folder(parts)
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	var s streams
	if wsstream.IsWebSocketRequest(request) {
		s, err = webSocketStreams(w, request)
	} else {
		s, err = spdyStreams(w, request)
	}
	if err != nil {
		log.Print(err)
		return
	}
	defer s.close()
	s.status.Write(statusOf(run(request, place, attach, s)))
}

// Ports. Port N of a container is port N of this machine.

func servePort(w http.ResponseWriter, request *http.Request, parts []string) {
	if _, err := folder(parts[:2]); err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	port, err := strconv.ParseUint(request.URL.Query().Get("port"), 10, 16)
	if err != nil || !wsstream.IsWebSocketRequest(request) {
		http.Error(w, "one port over a WebSocket, please", http.StatusBadRequest)
		return
	}
	connection := wsstream.NewConn(map[string]wsstream.ChannelProtocolConfig{
		"v4.channel.k8s.io": {Binary: true, Channels: []wsstream.ChannelType{wsstream.ReadWriteChannel, wsstream.WriteChannel}},
	})
	_, channels, err := connection.Open(w, request)
	if err != nil {
		log.Print(err)
		return
	}
	defer connection.Close()
	head := []byte{byte(port), byte(port >> 8)}
	channels[0].Write(head)
	channels[1].Write(head)
	target, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		fmt.Fprintf(channels[1], "an error occurred forwarding to port %d: %v", port, err)
		time.Sleep(100 * time.Millisecond)
		return
	}
	defer target.Close()
	go func() {
		io.Copy(target, channels[0])
		target.Close()
	}()
	io.Copy(channels[0], target)
}

func main() {
	certificate := flag.String("cert", "", "certificate")
	key := flag.String("key", "", "key")
	clients := flag.String("client-ca", "", "authority of the one client")
	port := flag.Int("port", 0, "port on loopback")
	flag.Parse()
	authority, err := os.ReadFile(*clients)
	if err != nil {
		log.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(authority) {
		log.Fatal("the client authority holds no certificate")
	}
	server := &http.Server{
		Addr: fmt.Sprintf("127.0.0.1:%d", *port),
		// Upgrades are HTTP/1.1.
		TLSConfig:    &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool, NextProtos: []string{"http/1.1"}},
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
		Handler: http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
			parts := strings.Split(strings.Trim(request.URL.Path, "/"), "/")
			switch {
			case len(parts) == 4 && parts[0] == "containerLogs":
				serveLog(w, request, parts[1:])
			case len(parts) == 4 && parts[0] == "exec":
				serveCommand(w, request, parts[1:], false)
			case len(parts) == 4 && parts[0] == "attach":
				serveCommand(w, request, parts[1:], true)
			case len(parts) >= 3 && parts[0] == "portForward":
				servePort(w, request, parts[1:])
			default:
				http.NotFound(w, request)
			}
		}),
	}
	log.Fatal(server.ListenAndServeTLS(*certificate, *key))
}
