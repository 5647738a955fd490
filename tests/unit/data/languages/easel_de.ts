<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>Sample</name>
    <message>
        <source>Delete the pool</source>
        <translation>Pool löschen</translation>
    </message>
    <message numerus="yes">
        <source>%n machine(s) are free</source>
        <translation>
            <numerusform>%n Maschine ist frei</numerusform>
            <numerusform>%n Maschinen sind frei</numerusform>
        </translation>
    </message>
</context>
</TS>
