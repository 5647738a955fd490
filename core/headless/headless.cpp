// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/headless/headless.h"

#include "core/headless/engineverb.h"
#include "core/headless/explainverb.h"
#include "core/headless/exportverb.h"
#include "core/headless/getverb.h"
#include "core/headless/hubcheckverb.h"
#include "core/headless/packverb.h"
#include "core/headless/placeverb.h"
#include "core/headless/planverb.h"
#include "core/headless/quotaverb.h"
#include "core/headless/stopsignals.h"
#include "core/headless/validateverb.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDateTime>
#include <QEvent>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Headless)
};

struct VerbHelp
{
    QString name;
    QString usage;
    QString purpose;
};

QList<VerbHelp> verbHelp()
{
    return {
        {QStringLiteral("get"), Text::tr("KIND[/NAME]"), Text::tr("Prints objects of a hub or a workspace.")},
        {QStringLiteral("validate"), Text::tr("FOLDER"),
         Text::tr("Says what is wrong in a workspace, and where.")},
        {QStringLiteral("plan"), Text::tr("FOLDER"),
         Text::tr("Says what applying a workspace would change on a hub, tested by the hub.")},
        {QStringLiteral("apply"), Text::tr("FOLDER"), Text::tr("Applies a workspace to a hub.")},
        {QStringLiteral("export"), {}, Text::tr("Writes the objects of a hub into a workspace.")},
        {QStringLiteral("explain"), Text::tr("pool FILE... | moves"),
         Text::tr("Says which machines pools would get, and why not the others; or which pools could "
                  "move so that whole machines come free.")},
        {QStringLiteral("pack"),
         {},
         Text::tr("Packs pods onto machines, both from CSV files, and compares policies.")},
        {QStringLiteral("hub"), Text::tr("check|prepare"),
         Text::tr("Says what a hub is and lacks; installs Easel's kinds on it.")},
        {QStringLiteral("place"),
         {},
         Text::tr("Says which clusters a Placement gets, and why not the others.")},
        {QStringLiteral("quota"),
         {},
         Text::tr("Says who holds which GPUs of whose limits, and whether more would be admitted.")},
        {QStringLiteral("engine"),
         {},
         Text::tr("Runs Easel's engine for a hub until it is stopped; one at a time works, others wait.")},
    };
}

// The parser of one verb: options are described where they are read.
class VerbParser
{
public:
    explicit VerbParser(const VerbHelp &help)
        : m_verb(help)
        , m_help({QStringLiteral("h"), QStringLiteral("help")}, Text::tr("Says this."))
    {
        parser.setApplicationDescription(help.purpose);
        parser.addOption(m_help);
    }

    void addPlace(bool workspace)
    {
        parser.addOption(
            {QStringLiteral("kubeconfig"),
             Text::tr(
                 "Kubeconfig file; may be given several times. Without it: $KUBECONFIG or ~/.kube/config."),
             Text::tr("file")});
        parser.addOption({QStringLiteral("context"),
                          Text::tr("Context of the kubeconfig. Without it: the current one."),
                          Text::tr("name")});
        parser.addOption(
            {QStringLiteral("allow-exec"),
             Text::tr("Runs the command that the user of the context signs in with, and says "
                      "which; without it only commands that were agreed to in the window run.")});
        if (workspace) {
            parser.addOption({QStringLiteral("workspace"), Text::tr("Workspace folder, instead of a hub."),
                              Text::tr("folder")});
        }
    }

    SourceChoice place() const
    {
        SourceChoice choice;
        choice.kubeconfig = parser.values(QStringLiteral("kubeconfig"));
        choice.context = parser.value(QStringLiteral("context"));
        choice.allowExec = parser.isSet(QStringLiteral("allow-exec"));
        if (parser.optionNames().contains(QStringLiteral("workspace")))
            choice.workspace = parser.value(QStringLiteral("workspace"));
        return choice;
    }

    bool isSet(const char *name) const { return parser.isSet(QLatin1String(name)); }
    QString value(const char *name) const { return parser.value(QLatin1String(name)); }

    // False: `invocation` says what is wrong, or is the help.
    static constexpr int anyWords = -1; // the verb looks itself
    bool parse(const QStringList &arguments, int words, Invocation &invocation)
    {
        const bool good = parser.parse(arguments);
        if (good && parser.isSet(m_help)) {
            invocation.help = helpText();
            return false;
        }
        if (!good) {
            refuse(invocation, parser.errorText());
            return false;
        }
        if (words != anyWords && parser.positionalArguments().size() != words) {
            refuse(invocation, parser.positionalArguments().size() < words
                                   ? Text::tr("%1 needs %2.").arg(m_verb.name, m_verb.usage)
                                   : Text::tr("%1 takes nothing but %2.").arg(m_verb.name, m_verb.usage));
            return false;
        }
        return true;
    }

    void refuse(Invocation &invocation, const QString &sentence) const
    {
        invocation.problem = sentence.trimmed();
        if (!invocation.problem.endsWith(u'.'))
            invocation.problem += u'.';
        invocation.problem += u' ' + Text::tr("See easel %1 --help.").arg(m_verb.name);
        invocation.code = ExitFailed;
    }

    QString helpText() const
    {
        // QCommandLineParser writes the program's path; people know it as easel.
        QString text = parser.helpText();
        const qsizetype line = text.indexOf(u'\n');
        const QString usage = m_verb.usage.isEmpty() ? QString() : u' ' + m_verb.usage;
        return Text::tr("Usage: easel %1%2 [options]").arg(m_verb.name, usage) + text.mid(line);
    }

    QCommandLineParser parser;

private:
    VerbHelp m_verb;
    QCommandLineOption m_help;
};

VerbHelp helpOf(const QString &name)
{
    const QList<VerbHelp> all = verbHelp();
    for (const VerbHelp &help : all) {
        if (help.name == name)
            return help;
    }
    return {};
}

Invocation readGet(const QStringList &arguments, Console *console)
{
    Invocation invocation;
    VerbParser verb(helpOf(QStringLiteral("get")));
    verb.addPlace(true);
    verb.parser.addOption({{QStringLiteral("n"), QStringLiteral("namespace")},
                           Text::tr("Namespace. Without it: the context's; of a workspace all."),
                           Text::tr("name")});
    verb.parser.addOption(
        {{QStringLiteral("A"), QStringLiteral("all-namespaces")}, Text::tr("All namespaces.")});
    verb.parser.addOption({{QStringLiteral("o"), QStringLiteral("output")},
                           Text::tr("table, json or yaml."),
                           Text::tr("form")});
    verb.parser.addOption(
        {{QStringLiteral("w"), QStringLiteral("watch")},
         Text::tr("Goes on and prints every change, until it is stopped; with -o json one line each.")});
    if (!verb.parse(arguments, 1, invocation))
        return invocation;
    GetOptions options;
    options.source = verb.place();
    const QString what = verb.parser.positionalArguments().constFirst();
    options.word = what.section(u'/', 0, 0);
    options.name = what.section(u'/', 1);
    options.namespaceName = verb.value("namespace");
    options.allNamespaces = verb.isSet("all-namespaces");
    options.watch = verb.isSet("watch");
    const QString form = verb.isSet("output") ? verb.value("output") : QStringLiteral("table");
    if (form == u"json") {
        options.output = GetOptions::Output::Json;
    } else if (form == u"yaml") {
        options.output = GetOptions::Output::Yaml;
    } else if (form != u"table") {
        verb.refuse(invocation,
                    Text::tr("There is no output form %1; there are table, json and yaml").arg(form));
        return invocation;
    }
    if (options.allNamespaces && !options.namespaceName.isEmpty()) {
        verb.refuse(invocation, Text::tr("Give either --namespace or --all-namespaces"));
        return invocation;
    }
    if (options.word.isEmpty() || (what.contains(u'/') && options.name.isEmpty())) {
        verb.refuse(invocation, Text::tr("%1 is not KIND or KIND/NAME").arg(what));
        return invocation;
    }
    invocation.verb = std::make_unique<GetVerb>(console, options);
    return invocation;
}

Invocation readValidate(const QStringList &arguments, Console *console)
{
    Invocation invocation;
    VerbParser verb(helpOf(QStringLiteral("validate")));
    verb.parser.addOption({{QStringLiteral("o"), QStringLiteral("output")},
                           Text::tr("text, or json: one finding a line."),
                           Text::tr("form")});
    verb.parser.addOption(
        {QStringLiteral("errors-only"), Text::tr("Leaves warnings out; they do not count then.")});
    if (!verb.parse(arguments, 1, invocation))
        return invocation;
    const QString form = verb.isSet("output") ? verb.value("output") : QStringLiteral("text");
    if (form != u"text" && form != u"json") {
        verb.refuse(invocation, Text::tr("There is no output form %1; there are text and json").arg(form));
        return invocation;
    }
    ValidateOptions options;
    options.folder = verb.parser.positionalArguments().constFirst();
    options.json = form == u"json";
    options.errorsOnly = verb.isSet("errors-only");
    invocation.verb = std::make_unique<ValidateVerb>(console, options);
    return invocation;
}

Invocation readPlan(const QStringList &arguments, Console *console, bool apply)
{
    Invocation invocation;
    VerbParser verb(helpOf(apply ? QStringLiteral("apply") : QStringLiteral("plan")));
    verb.addPlace(false);
    verb.parser.addOption(
        {QStringLiteral("prune"),
         Text::tr("Also deletes what is on the hub and not in the folder, in the namespaces "
                  "of the folder. Without it such objects are only named.")});
    if (apply)
        verb.parser.addOption(
            {QStringLiteral("yes"), Text::tr("Applies the plan; without it the plan is only said.")});
    if (!verb.parse(arguments, 1, invocation))
        return invocation;
    PlanOptions options;
    options.folder = verb.parser.positionalArguments().constFirst();
    options.hub = verb.place();
    options.apply = apply;
    options.yes = apply && verb.isSet("yes");
    options.prune = verb.isSet("prune");
    invocation.verb = std::make_unique<PlanVerb>(console, options);
    return invocation;
}

Invocation readExport(const QStringList &arguments, Console *console)
{
    Invocation invocation;
    VerbParser verb(helpOf(QStringLiteral("export")));
    verb.addPlace(false);
    verb.parser.addOption(
        {QStringLiteral("to"), Text::tr("Folder to write; made when it is missing."), Text::tr("folder")});
    if (!verb.parse(arguments, 0, invocation))
        return invocation;
    if (!verb.isSet("to")) {
        verb.refuse(invocation, Text::tr("export needs --to FOLDER"));
        return invocation;
    }
    invocation.verb = std::make_unique<ExportVerb>(console, ExportOptions{verb.place(), verb.value("to")});
    return invocation;
}

Invocation readHub(const QStringList &arguments, Console *console)
{
    Invocation invocation;
    VerbParser verb(helpOf(QStringLiteral("hub")));
    verb.addPlace(false);
    verb.parser.addOption(
        {QStringLiteral("yes"), Text::tr("prepare: installs; without it the plan is only said.")});
    if (!verb.parse(arguments, 1, invocation))
        return invocation;
    const QString what = verb.parser.positionalArguments().constFirst();
    if (what == u"check") {
        invocation.verb = std::make_unique<HubCheckVerb>(console, verb.place());
    } else if (what == u"prepare") {
        PlanOptions options;
        options.what = PlanOptions::What::PrepareHub;
        options.hub = verb.place();
        options.apply = true;
        options.yes = verb.isSet("yes");
        invocation.verb = std::make_unique<PlanVerb>(console, options);
    } else {
        verb.refuse(invocation, Text::tr("hub cannot %1; it can check and prepare").arg(what));
    }
    return invocation;
}

Invocation readPlace(const QStringList &arguments, Console *console)
{
    Invocation invocation;
    VerbParser verb(helpOf(QStringLiteral("place")));
    verb.parser.addOption(
        {{QStringLiteral("f"), QStringLiteral("file")},
         Text::tr("YAML or JSON file with the Placement, clusters, sets, bindings, scores and "
                  "decisions; - reads the standard input. May be given several times."),
         Text::tr("file")});
    verb.parser.addOption({QStringLiteral("now"),
                           Text::tr("The time that tolerations and scores end by, as 2030-06-01T12:00:00Z. "
                                    "Without it: now."),
                           Text::tr("time")});
    verb.parser.addOption({QStringLiteral("placement"), Text::tr("Which Placement, where there are several."),
                           Text::tr("namespace/name")});
    verb.parser.addOption(
        {{QStringLiteral("o"), QStringLiteral("output")}, Text::tr("table or json."), Text::tr("form")});
    if (!verb.parse(arguments, 0, invocation))
        return invocation;
    PlaceOptions options;
    options.files = verb.parser.values(QStringLiteral("file"));
    options.placement = verb.value("placement");
    const QString form = verb.isSet("output") ? verb.value("output") : QStringLiteral("table");
    options.json = form == u"json";
    const QDateTime now = verb.isSet("now") ? QDateTime::fromString(verb.value("now"), Qt::ISODateWithMs)
                                            : QDateTime::currentDateTimeUtc();
    options.nowMs = now.isValid() ? now.toMSecsSinceEpoch() : 0;
    if (options.files.isEmpty())
        verb.refuse(invocation, Text::tr("place needs -f FILE"));
    else if (form != u"table" && form != u"json")
        verb.refuse(invocation, Text::tr("There is no output form %1; there are table and json").arg(form));
    else if (!now.isValid())
        verb.refuse(invocation,
                    Text::tr("%1 is not a time; write it as 2030-06-01T12:00:00Z").arg(verb.value("now")));
    else if (verb.isSet("placement") && options.placement.count(u'/') != 1)
        verb.refuse(invocation, Text::tr("%1 is not NAMESPACE/NAME").arg(options.placement));
    else
        invocation.verb = std::make_unique<PlaceVerb>(console, options);
    return invocation;
}

Invocation readExplain(const QStringList &arguments, Console *console)
{
    Invocation invocation;
    VerbParser verb(helpOf(QStringLiteral("explain")));
    verb.addPlace(true);
    verb.parser.addOption({{QStringLiteral("n"), QStringLiteral("namespace")},
                           Text::tr("Namespace of the pool. Without it: the file's, then the context's."),
                           Text::tr("name")});
    verb.parser.addOption({QStringLiteral("pools"),
                           Text::tr("How many pools of this shape are wanted: says which machines to free or "
                                    "buy for them."),
                           Text::tr("number")});
    verb.parser.addOption(
        {QStringLiteral("pack-by"),
         Text::tr("Takes machines of as few values of this tag as can be, for example rack."),
         Text::tr("tag")});
    verb.parser.addOption({QStringLiteral("spread-by"),
                           Text::tr("Takes machines of as many values of this tag as can be."),
                           Text::tr("tag")});
    verb.parser.addOption(
        {{QStringLiteral("o"), QStringLiteral("output")}, Text::tr("table or json."), Text::tr("form")});
    if (!verb.parse(arguments, VerbParser::anyWords, invocation))
        return invocation;
    const QStringList words = verb.parser.positionalArguments();
    const QString form = verb.isSet("output") ? verb.value("output") : QStringLiteral("table");
    ExplainOptions options;
    options.source = verb.place();
    options.files = words.mid(1);
    bool isNumber = true;
    if (verb.isSet("pools"))
        options.pools = verb.value("pools").toLongLong(&isNumber);
    options.namespaceName = verb.value("namespace");
    options.json = form == u"json";
    if (verb.isSet("pack-by") || verb.isSet("spread-by")) {
        const bool pack = verb.isSet("pack-by");
        options.machines.topology = pack ? MachineOptions::Topology::Pack : MachineOptions::Topology::Spread;
        options.machines.topologyKey = verb.value(pack ? "pack-by" : "spread-by");
    }
    const bool moves = words.value(0) == u"moves";
    constexpr qint64 mostPools = 10'000;
    if (words.isEmpty())
        verb.refuse(invocation, Text::tr("explain needs pool FILE, or moves"));
    else if (words.first() != u"pool" && !moves)
        verb.refuse(invocation,
                    Text::tr("explain cannot %1; it can explain a pool, or moves").arg(words.first()));
    else if (!moves && options.files.isEmpty())
        verb.refuse(invocation, Text::tr("explain pool needs a FILE with a ComputePool"));
    else if (moves && !options.files.isEmpty())
        verb.refuse(invocation, Text::tr("explain moves takes no files"));
    else if (verb.isSet("pools") && (!isNumber || options.pools < 1 || options.pools > mostPools))
        verb.refuse(invocation, Text::tr("--pools needs a number from 1 to %1").arg(mostPools));
    else if (form != u"table" && form != u"json")
        verb.refuse(invocation, Text::tr("There is no output form %1; there are table and json").arg(form));
    else if (verb.isSet("pack-by") && verb.isSet("spread-by"))
        verb.refuse(invocation, Text::tr("Give either --pack-by or --spread-by"));
    else
        invocation.verb = std::make_unique<ExplainVerb>(console, options);
    return invocation;
}

Invocation readPack(const QStringList &arguments, Console *console)
{
    Invocation invocation;
    VerbParser verb(helpOf(QStringLiteral("pack")));
    const QString file = Text::tr("file");
    verb.parser.addOption({QStringLiteral("nodes"),
                           Text::tr("Machines: CSV with the columns sn, cpu_milli, memory_mib, gpu, model."),
                           file});
    verb.parser.addOption({QStringLiteral("pods"),
                           Text::tr("Pods: CSV with the columns name, cpu_milli, memory_mib, num_gpu, "
                                    "gpu_milli, gpu_spec; may be given several times."),
                           file});
    verb.parser.addOption({QStringLiteral("policy"),
                           Text::tr("One of %1, or all; may be given several times. Without it: Easel.")
                               .arg(packingPolicyNames().join(QLatin1String(", "))),
                           Text::tr("name")});
    verb.parser.addOption({QStringLiteral("seeds"),
                           Text::tr("Orders of arrival, for example 42-51 (what it is without this)."),
                           Text::tr("first-last")});
    verb.parser.addOption({{QStringLiteral("o"), QStringLiteral("output")},
                           Text::tr("table, or json: one object a line."),
                           Text::tr("form")});
    if (!verb.parse(arguments, 0, invocation))
        return invocation;
    PackOptions options;
    options.nodes = verb.value("nodes");
    options.pods = verb.parser.values(QStringLiteral("pods"));
    if (options.nodes.isEmpty() || options.pods.isEmpty()) {
        verb.refuse(invocation, Text::tr("pack needs --nodes FILE and --pods FILE"));
        return invocation;
    }
    for (const QString &name : verb.parser.values(QStringLiteral("policy"))) {
        PackingPolicy policy{};
        if (name == u"all") {
            for (int i = 0; i < packingPolicyNames().size(); ++i)
                options.policies << PackingPolicy(i);
        } else if (packingPolicyFrom(name, &policy)) {
            options.policies << policy;
        } else {
            verb.refuse(invocation, Text::tr("There is no policy %1; there are %2")
                                        .arg(name, packingPolicyNames().join(QLatin1String(", "))));
            return invocation;
        }
    }
    if (options.policies.isEmpty())
        options.policies << PackingPolicy::Easel;
    if (verb.isSet("seeds")) {
        const QStringList parts = verb.value("seeds").split(u'-');
        bool firstGood = false;
        bool lastGood = false;
        options.firstSeed = parts.first().toInt(&firstGood);
        options.lastSeed = parts.last().toInt(&lastGood);
        if (parts.size() > 2 || !firstGood || !lastGood || options.firstSeed > options.lastSeed ||
            options.lastSeed - options.firstSeed >= 10'000) {
            verb.refuse(invocation,
                        Text::tr("%1 is not a range of seeds such as 42-51").arg(verb.value("seeds")));
            return invocation;
        }
    }
    const QString form = verb.isSet("output") ? verb.value("output") : QStringLiteral("table");
    if (form != u"table" && form != u"json") {
        verb.refuse(invocation, Text::tr("There is no output form %1; there are table and json").arg(form));
        return invocation;
    }
    options.json = form == u"json";
    invocation.verb = std::make_unique<PackVerb>(console, options);
    return invocation;
}

Invocation readQuota(const QStringList &arguments, Console *console)
{
    Invocation invocation;
    VerbParser verb(helpOf(QStringLiteral("quota")));
    verb.addPlace(true);
    verb.parser.addOption({QStringLiteral("what-if"),
                           Text::tr("YAML or JSON file with tenants, projects and pools as they would be; - "
                                    "reads the standard input."),
                           Text::tr("file")});
    verb.parser.addOption(
        {{QStringLiteral("o"), QStringLiteral("output")}, Text::tr("table or json."), Text::tr("form")});
    if (!verb.parse(arguments, 0, invocation))
        return invocation;
    const QString form = verb.isSet("output") ? verb.value("output") : QStringLiteral("table");
    if (form != u"table" && form != u"json") {
        verb.refuse(invocation, Text::tr("There is no output form %1; there are table and json").arg(form));
        return invocation;
    }
    invocation.verb = std::make_unique<QuotaVerb>(
        console, QuotaOptions{verb.place(), verb.value("what-if"), form == u"json"});
    return invocation;
}

Invocation readEngine(const QStringList &arguments, Console *console)
{
    Invocation invocation;
    VerbParser verb(helpOf(QStringLiteral("engine")));
    verb.addPlace(false);
    verb.parser.addOption({QStringLiteral("rights"),
                           Text::tr("Only says which rights the engine needs, and whether it has them.")});
    if (!verb.parse(arguments, 0, invocation))
        return invocation;
    invocation.verb = std::make_unique<EngineVerb>(console, verb.place(), verb.isSet("rights"));
    return invocation;
}

} // namespace

Invocation::Invocation() = default;
Invocation::Invocation(Invocation &&) noexcept = default;
Invocation &Invocation::operator=(Invocation &&) noexcept = default;
Invocation::~Invocation() = default;

QStringList verbNames()
{
    QStringList names;
    const QList<VerbHelp> all = verbHelp();
    for (const VerbHelp &help : all)
        names << help.name;
    return names;
}

QString generalHelp()
{
    QString text = Text::tr("Easel manages AI infrastructure on Kubernetes.") + u"\n\n"_s;
    text +=
        Text::tr("Usage: easel [--workspace folder | --kubeconfig file --context name | --sample]") + u'\n';
    text += Text::tr("       easel VERB ...") + u"\n\n"_s;
    text += Text::tr("Without a verb the window opens. Verbs:") + u'\n';
    const QList<VerbHelp> all = verbHelp();
    for (const VerbHelp &help : all)
        text += u"  "_s + (help.name + u' ' + help.usage).leftJustified(24) + help.purpose + u'\n';
    text += u'\n' + Text::tr("easel VERB --help says more; --version says which Easel this is.") + u'\n';
    text += Text::tr("Exit codes: 0 good, 1 findings or differences, 2 could not do it.") + u'\n';
    return text;
}

Invocation readCommandLine(const QStringList &arguments, Console *console)
{
    const QString name = arguments.value(0);
    // The parser takes the first word for the program's name, which is just what the verb is here.
    if (name == u"get")
        return readGet(arguments, console);
    if (name == u"validate")
        return readValidate(arguments, console);
    if (name == u"plan" || name == u"apply")
        return readPlan(arguments, console, name == u"apply");
    if (name == u"export")
        return readExport(arguments, console);
    if (name == u"explain")
        return readExplain(arguments, console);
    if (name == u"pack")
        return readPack(arguments, console);
    if (name == u"hub")
        return readHub(arguments, console);
    if (name == u"place")
        return readPlace(arguments, console);
    if (name == u"quota")
        return readQuota(arguments, console);
    if (name == u"engine")
        return readEngine(arguments, console);
    Invocation invocation;
    invocation.problem = Text::tr("There is no verb %1; there are %2. See easel --help.")
                             .arg(name, verbNames().join(QLatin1String(", ")));
    invocation.code = ExitFailed;
    return invocation;
}

int runHeadless(const QStringList &arguments, Console *console)
{
    Invocation invocation = readCommandLine(arguments, console);
    if (!invocation.help.isEmpty())
        console->data(invocation.help.toLocal8Bit());
    if (!invocation.problem.isEmpty())
        console->message(invocation.problem);
    if (!invocation.verb)
        return invocation.code;
    Verb *verb = invocation.verb.get();
    StopSignals stops;
    QObject::connect(&stops, &StopSignals::stopRequested, verb, [verb] { verb->stop(); });
    QObject::connect(
        verb, &Verb::finished, QCoreApplication::instance(), [](int code) { QCoreApplication::exit(code); },
        Qt::QueuedConnection);
    QMetaObject::invokeMethod(
        verb, [verb] { verb->start(); }, Qt::QueuedConnection);
    const int code = QCoreApplication::exec();
    // The threads of network managers must not outlive main(): Qt's statics go next. What was left to
    // deleteLater() goes here, because no event loop follows.
    invocation.verb.reset();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    return code;
}

} // namespace easel
