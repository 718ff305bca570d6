<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>Inlay</name>
    <message>
        <source>+{added} s, {total} in all</source>
        <translation>+{added} s, {total} insgesamt</translation>
    </message>
    <message>
        <source>1 change</source>
        <translation>1 Änderung</translation>
    </message>
    <message>
        <source>1 file</source>
        <translation>1 Datei</translation>
    </message>
    <message>
        <source>1 sample that is no number</source>
        <translation>1 Abtastwert, der keine Zahl ist</translation>
    </message>
    <message>
        <source>1 sample was too loud and was cut off;</source>
        <translation>1 Abtastwert war zu laut und wurde abgeschnitten;</translation>
    </message>
    <message>
        <source>1 take</source>
        <translation>1 Fassung</translation>
    </message>
    <message>
        <source>About Inlay</source>
        <translation>Über Inlay</translation>
    </message>
    <message>
        <source>About Inlay…</source>
        <translation>Über Inlay…</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>Befehle und ihre Tasten</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Dazu</translation>
    </message>
    <message>
        <source>Add empty track</source>
        <translation>Leere Spur anlegen</translation>
    </message>
    <message>
        <source>Add marker</source>
        <translation>Marke setzen</translation>
    </message>
    <message>
        <source>Add region</source>
        <translation>Bereich anlegen</translation>
    </message>
    <message>
        <source>Add track</source>
        <translation>Spur anlegen</translation>
    </message>
    <message>
        <source>Add {length} at the end</source>
        <translation>{length} am Ende anfügen</translation>
    </message>
    <message>
        <source>Add {length} before the start</source>
        <translation>{length} vor dem Anfang anfügen</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Alt+Drag; Ctrl+Alt+Drag</source>
        <translation>Alt+Ziehen; Strg+Alt+Ziehen</translation>
    </message>
    <message>
        <source>Alt+Wheel</source>
        <translation>Alt+Rad</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>Wie der Schreibtisch</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Noch einmal fragen</translation>
    </message>
    <message>
        <source>At most {seconds} s with this model</source>
        <translation>Höchstens {seconds} s mit diesem Modell</translation>
    </message>
    <message>
        <source>At the end</source>
        <translation>Am Ende</translation>
    </message>
    <message>
        <source>Avoid</source>
        <translation>Vermeiden</translation>
    </message>
    <message>
        <source>Balance of {track}</source>
        <translation>Balance von {track}</translation>
    </message>
    <message>
        <source>Bars and beats</source>
        <translation>Takte und Schläge</translation>
    </message>
    <message>
        <source>Beats a minute</source>
        <translation>Schläge je Minute</translation>
    </message>
    <message>
        <source>Before the start</source>
        <translation>Vor dem Anfang</translation>
    </message>
    <message>
        <source>Bin</source>
        <translation>Papierkorb</translation>
    </message>
    <message>
        <source>Bring back from the bin</source>
        <translation>Aus dem Papierkorb holen</translation>
    </message>
    <message>
        <source>Bring back takes of {region}</source>
        <translation>Fassungen von {region} zurückholen</translation>
    </message>
    <message>
        <source>Bring back {take}</source>
        <translation>{take} zurückholen</translation>
    </message>
    <message>
        <source>C&amp;ursor and selection</source>
        <translation>Cursor &amp;und Auswahl</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancel generating</source>
        <translation>Erzeugen abbrechen</translation>
    </message>
    <message>
        <source>Changed, saved {ago}</source>
        <translation>Geändert, gespeichert {ago}</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>Choose a folder: {what}</source>
        <translation>Ordner wählen: {what}</translation>
    </message>
    <message>
        <source>Choose an action to change its keys.</source>
        <translation>Einen Befehl wählen, um seine Tasten zu ändern.</translation>
    </message>
    <message>
        <source>Choose channels</source>
        <translation>Kanäle wählen</translation>
    </message>
    <message>
        <source>Choose which channels to extend</source>
        <translation>Wählen, welche Kanäle verlängert werden</translation>
    </message>
    <message>
        <source>Choose which channels to regenerate</source>
        <translation>Wählen, welche Kanäle neu erzeugt werden</translation>
    </message>
    <message>
        <source>Choose {take} of {region}</source>
        <translation>{take} von {region} wählen</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Clear the loop</source>
        <translation>Schleife entfernen</translation>
    </message>
    <message>
        <source>Click, or drag in the ruler</source>
        <translation>Klick, oder Ziehen im Lineal</translation>
    </message>
    <message>
        <source>Clip gain</source>
        <translation>Clip-Pegel</translation>
    </message>
    <message>
        <source>Close this panel; the View menu brings it back</source>
        <translation>Diese Tafel schließen; das Menü Ansicht bringt sie zurück</translation>
    </message>
    <message>
        <source>Close {panel}</source>
        <translation>{panel} schließen</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Common prompt for {region}</source>
        <translation>Gemeinsame Beschreibung für {region}</translation>
    </message>
    <message>
        <source>Compare and keep</source>
        <translation>Vergleichen und behalten</translation>
    </message>
    <message>
        <source>Comparison with the tracks as they were edited, but without takes</source>
        <translation>Vergleich mit den Spuren, wie sie bearbeitet wurden, aber ohne Fassungen</translation>
    </message>
    <message>
        <source>Compose</source>
        <translation>Komponieren</translation>
    </message>
    <message>
        <source>Compose from text</source>
        <translation>Aus Text komponieren</translation>
    </message>
    <message>
        <source>Compose {length}</source>
        <translation>{length} komponieren</translation>
    </message>
    <message>
        <source>Composition</source>
        <translation>Komposition</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Angaben kopieren</translation>
    </message>
    <message>
        <source>Copy or cut something first.</source>
        <translation>Erst etwas kopieren oder ausschneiden.</translation>
    </message>
    <message>
        <source>Ctrl+. gives up what runs</source>
        <translation>Strg+. gibt auf, was läuft</translation>
    </message>
    <message>
        <source>Ctrl+Drag</source>
        <translation>Strg+Ziehen</translation>
    </message>
    <message>
        <source>Ctrl+Enter, also while you type</source>
        <translation>Strg+Eingabe, auch beim Schreiben</translation>
    </message>
    <message>
        <source>Ctrl+Wheel</source>
        <translation>Strg+Rad</translation>
    </message>
    <message>
        <source>Ctrl+Wheel over its title</source>
        <translation>Strg+Rad über seinem Titel</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Ausschneiden</translation>
    </message>
    <message>
        <source>Cut clip</source>
        <translation>Clip ausschneiden</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Delete and close gap</source>
        <translation>Löschen und Lücke schließen</translation>
    </message>
    <message>
        <source>Delete and close the gap</source>
        <translation>Löschen und die Lücke schließen</translation>
    </message>
    <message>
        <source>Describe it, and press Ctrl+Enter. Everything outside stays as it is.</source>
        <translation>Beschreiben und Strg+Eingabe drücken. Alles außerhalb bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Discard take</source>
        <translation>Fassung verwerfen</translation>
    </message>
    <message>
        <source>Discard {take} of {region}</source>
        <translation>{take} von {region} verwerfen</translation>
    </message>
    <message>
        <source>Discarded takes. They leave the undo history, too, for good, and the project is saved.</source>
        <translation>Verworfene Fassungen. Sie verschwinden endgültig, auch aus dem Verlauf, und das Projekt wird gespeichert.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Double-click</source>
        <translation>Doppelklick</translation>
    </message>
    <message>
        <source>Drag</source>
        <translation>Ziehen</translation>
    </message>
    <message>
        <source>Drag a corner below its title</source>
        <translation>Eine Ecke unter seinem Titel ziehen</translation>
    </message>
    <message>
        <source>Drag an end of its title</source>
        <translation>Ein Ende seines Titels ziehen</translation>
    </message>
    <message>
        <source>Drag in the mask lane</source>
        <translation>In der Maskenspur ziehen</translation>
    </message>
    <message>
        <source>Drag its end outward</source>
        <translation>Ihr Ende nach außen ziehen</translation>
    </message>
    <message>
        <source>Drag its title</source>
        <translation>Seinen Titel ziehen</translation>
    </message>
    <message>
        <source>Drag over the sound that you want anew: one hit, a word, a whole phrase.</source>
        <translation>Über den Klang ziehen, der neu werden soll: ein Schlag, ein Wort, eine ganze Phrase.</translation>
    </message>
    <message>
        <source>Drag the edge</source>
        <translation>Die Kante ziehen</translation>
    </message>
    <message>
        <source>Drag to make the track taller; two clicks undo that</source>
        <translation>Ziehen macht die Spur höher; ein Doppelklick nimmt es zurück</translation>
    </message>
    <message>
        <source>Drag to move the clip, its edges to trim it, its decibels to turn it up; two clicks name it</source>
        <translation>Ziehen bewegt den Clip, an den Kanten beschneidet es ihn, an den Dezibel stellt es ihn lauter; ein Doppelklick benennt ihn</translation>
    </message>
    <message>
        <source>Drag, or turn the wheel; Shift is finer, two clicks reset</source>
        <translation>Ziehen oder am Rad drehen; mit Umschalt feiner, ein Doppelklick setzt zurück</translation>
    </message>
    <message>
        <source>Drop a sound file anywhere, or press Ctrl+O. It is never written over.</source>
        <translation>Eine Klangdatei irgendwo ablegen, oder Strg+O drücken. Sie wird nie überschrieben.</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Verdoppeln</translation>
    </message>
    <message>
        <source>Duplicate clip</source>
        <translation>Clip verdoppeln</translation>
    </message>
    <message>
        <source>Duplicate track</source>
        <translation>Spur verdoppeln</translation>
    </message>
    <message>
        <source>Duplicate {track}</source>
        <translation>{track} verdoppeln</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Frühere</translation>
    </message>
    <message>
        <source>Edit the prompt</source>
        <translation>Beschreibung schreiben</translation>
    </message>
    <message>
        <source>End of the selection</source>
        <translation>Ende der Auswahl</translation>
    </message>
    <message>
        <source>End of the selection (] puts it at the playhead)</source>
        <translation>Ende der Auswahl (] legt es an den Abspielkopf)</translation>
    </message>
    <message>
        <source>End solo of {track}</source>
        <translation>Solo von {track} beenden</translation>
    </message>
    <message>
        <source>Enter does it, Esc goes back.</source>
        <translation>Eingabe führt aus, Esc geht zurück.</translation>
    </message>
    <message>
        <source>Equally loud takes</source>
        <translation>Gleich laute Fassungen</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>Export track…</source>
        <translation>Spur exportieren…</translation>
    </message>
    <message>
        <source>Extend</source>
        <translation>Verlängern</translation>
    </message>
    <message>
        <source>Extend a track</source>
        <translation>Eine Spur verlängern</translation>
    </message>
    <message>
        <source>Extend by {length}</source>
        <translation>Um {length} verlängern</translation>
    </message>
    <message>
        <source>Fade a clip</source>
        <translation>Einen Clip blenden</translation>
    </message>
    <message>
        <source>Fade in</source>
        <translation>Einblenden</translation>
    </message>
    <message>
        <source>Fade in “{clip}”</source>
        <translation>„{clip}“ einblenden</translation>
    </message>
    <message>
        <source>Fade out</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Fade out “{clip}”</source>
        <translation>„{clip}“ ausblenden</translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation>Befehl finden…</translation>
    </message>
    <message>
        <source>Fold the takes</source>
        <translation>Fassungen einklappen</translation>
    </message>
    <message>
        <source>Gain of {track}</source>
        <translation>Pegel von {track}</translation>
    </message>
    <message>
        <source>Gain of “{clip}”</source>
        <translation>Pegel von „{clip}“</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Generate {count} regions</source>
        <translation>{count} Bereiche erzeugen</translation>
    </message>
    <message>
        <source>Give up a drag</source>
        <translation>Ein Ziehen aufgeben</translation>
    </message>
    <message>
        <source>Go to end</source>
        <translation>Zum Ende</translation>
    </message>
    <message>
        <source>Go to start</source>
        <translation>Zum Anfang</translation>
    </message>
    <message>
        <source>Go to the track above</source>
        <translation>Zur Spur darüber</translation>
    </message>
    <message>
        <source>Go to the track below</source>
        <translation>Zur Spur darunter</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Führung</translation>
    </message>
    <message>
        <source>Hear it without the selection</source>
        <translation>Ohne die Auswahl hören</translation>
    </message>
    <message>
        <source>Hear only what the takes change</source>
        <translation>Nur hören, was die Fassungen ändern</translation>
    </message>
    <message>
        <source>Hear the original</source>
        <translation>Das Original hören</translation>
    </message>
    <message>
        <source>Hears {heard} s, of which {anew} s come anew</source>
        <translation>Hört {heard} s, davon kommen {anew} s neu</translation>
    </message>
    <message>
        <source> · step {step} of {steps}</source>
        <translation> · Schritt {step} von {steps}</translation>
    </message>
    <message>
        <source>&amp;Clips</source>
        <translation>&amp;Clips</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Regions</source>
        <translation>Be&amp;reiche</translation>
    </message>
    <message>
        <source>&amp;Transport</source>
        <translation>&amp;Transport</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>32-bit float</source>
        <translation>32 Bit Fließkomma</translation>
    </message>
    <message>
        <source>A session for another program</source>
        <translation>Eine Sitzung für ein anderes Programm</translation>
    </message>
    <message>
        <source>A session of them: {program}</source>
        <translation>Eine Sitzung davon: {program}</translation>
    </message>
    <message>
        <source>Add as track</source>
        <translation>Als Spur dazu</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>All recordings are in the project now; its folder can be moved or copied as it is.</source>
        <translation>Alle Aufnahmen sind jetzt im Projekt; sein Ordner lässt sich verschieben oder kopieren, wie er ist.</translation>
    </message>
    <message>
        <source>All that are heard</source>
        <translation>Alle, die zu hören sind</translation>
    </message>
    <message>
        <source>All that was found is in the project now; locate what is missing, then collect again.</source>
        <translation>Alles, was sich fand, ist jetzt im Projekt; erst suchen, was fehlt, dann noch einmal einsammeln.</translation>
    </message>
    <message>
        <source>All, muted ones too</source>
        <translation>Alle, auch stumme</translation>
    </message>
    <message>
        <source>As the project</source>
        <translation>Wie das Projekt</translation>
    </message>
    <message>
        <source>Audio</source>
        <translation>Audio</translation>
    </message>
    <message>
        <source>Begin with a sound</source>
        <translation>Mit einem Klang beginnen</translation>
    </message>
    <message>
        <source>Cancelled; nothing was changed.</source>
        <translation>Abgebrochen; nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>Wird abgebrochen…</translation>
    </message>
    <message>
        <source>Choose where to make the folder “{name}”</source>
        <translation>Wo soll der Ordner „{name}“ angelegt werden?</translation>
    </message>
    <message>
        <source>Clear this list</source>
        <translation>Diese Liste leeren</translation>
    </message>
    <message>
        <source>Click to move the playhead, drag to listen; right-click to count otherwise</source>
        <translation>Klick setzt den Abspielkopf, Ziehen lässt hören; Rechtsklick zählt anders</translation>
    </message>
    <message>
        <source>Clip {name}, {where}</source>
        <translation>Clip {name}, {where}</translation>
    </message>
    <message>
        <source>Clips: {count}</source>
        <translation>Clips: {count}</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
    <message>
        <source>Collect recordings into the project</source>
        <translation>Aufnahmen im Projekt sammeln</translation>
    </message>
    <message>
        <source>Comparing</source>
        <translation>Wird verglichen</translation>
    </message>
    <message>
        <source>Converting “{file}”</source>
        <translation>„{file}“ wird umgerechnet</translation>
    </message>
    <message>
        <source>Crossfade of {take} of {region}</source>
        <translation>Überblendung von {take} von {region}</translation>
    </message>
    <message>
        <source>DAWproject, for Bitwig, Studio One and Cubase</source>
        <translation>DAWproject, für Bitwig, Studio One und Cubase</translation>
    </message>
    <message>
        <source>Decoding</source>
        <translation>Dekodieren</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Bittiefe</translation>
    </message>
    <message>
        <source>Dither what has to be rounded</source>
        <translation>Dithern, was gerundet werden muss</translation>
    </message>
    <message>
        <source>Drag the window to move the view</source>
        <translation>Das Fenster ziehen bewegt die Ansicht</translation>
    </message>
    <message>
        <source>Drag to make a loop, click the loop to turn it on or off (L)</source>
        <translation>Ziehen macht eine Schleife, ein Klick darauf schaltet sie ein oder aus (L)</translation>
    </message>
    <message>
        <source>Each track is a pass of its own, one after the other.</source>
        <translation>Jede Spur ist ein eigener Durchgang, einer nach dem anderen.</translation>
    </message>
    <message>
        <source>Edges go where they are dragged</source>
        <translation>Kanten gehen, wohin sie gezogen werden</translation>
    </message>
    <message>
        <source>Edges snap to the ruler</source>
        <translation>Kanten rasten am Lineal ein</translation>
    </message>
    <message>
        <source>Edges snap to where sounds begin</source>
        <translation>Kanten rasten ein, wo Klänge beginnen</translation>
    </message>
    <message>
        <source>Edges snap to zero crossings</source>
        <translation>Kanten rasten an Nulldurchgängen ein</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>Kodieren</translation>
    </message>
    <message>
        <source>Enter does something else while a stretch is selected.</source>
        <translation>Eingabe tut etwas anderes, solange ein Stück ausgewählt ist.</translation>
    </message>
    <message>
        <source>Enter lets this take be heard</source>
        <translation>Eingabe lässt diese Fassung hören</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Export “{track}”</source>
        <translation>„{track}“ exportieren</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Fit the heights of tracks</source>
        <translation>Höhen der Spuren anpassen</translation>
    </message>
    <message>
        <source>Folder of a model</source>
        <translation>Ordner eines Modells</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Format of the track</source>
        <translation>Format der Spur</translation>
    </message>
    <message>
        <source>Free disk space</source>
        <translation>Speicherplatz freigeben</translation>
    </message>
    <message>
        <source>Free disk space…</source>
        <translation>Speicherplatz freigeben…</translation>
    </message>
    <message>
        <source>Free {size}</source>
        <translation>{size} freigeben</translation>
    </message>
    <message>
        <source>Frequencies as they are heard (mel)</source>
        <translation>Frequenzen, wie man sie hört (Mel)</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>Pegel</translation>
    </message>
    <message>
        <source>Generate {region}</source>
        <translation>{region} erzeugen</translation>
    </message>
    <message>
        <source>Generating</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Hear the end of the selection</source>
        <translation>Das Ende der Auswahl hören</translation>
    </message>
    <message>
        <source>Hear the start of the selection</source>
        <translation>Den Anfang der Auswahl hören</translation>
    </message>
    <message>
        <source>Hear what follows the selection</source>
        <translation>Hören, was auf die Auswahl folgt</translation>
    </message>
    <message>
        <source>Hear what leads to the selection</source>
        <translation>Hören, was zur Auswahl hinführt</translation>
    </message>
    <message>
        <source>Hearing only what the takes change</source>
        <translation>Zu hören ist nur, was die Fassungen ändern</translation>
    </message>
    <message>
        <source>Hearing the original</source>
        <translation>Zu hören ist das Original</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Starker Kontrast</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Hold to hear the original</source>
        <translation>Halten, um das Original zu hören</translation>
    </message>
    <message>
        <source>Hours, minutes, seconds</source>
        <translation>Stunden, Minuten, Sekunden</translation>
    </message>
    <message>
        <source>How should it go on? Empty: in the same manner</source>
        <translation>Wie soll es weitergehen? Leer: in gleicher Weise</translation>
    </message>
    <message>
        <source>Import as tracks</source>
        <translation>Als Spuren importieren</translation>
    </message>
    <message>
        <source>Import as track…</source>
        <translation>Als Spur importieren…</translation>
    </message>
    <message>
        <source>Import file</source>
        <translation>Datei importieren</translation>
    </message>
    <message>
        <source>Import files</source>
        <translation>Dateien importieren</translation>
    </message>
    <message>
        <source>Import track</source>
        <translation>Spur importieren</translation>
    </message>
    <message>
        <source>Import tracks</source>
        <translation>Spuren importieren</translation>
    </message>
    <message>
        <source>In {n} passes</source>
        <translation>In {n} Durchgängen</translation>
    </message>
    <message>
        <source>Inlay ended unexpectedly on {when}: {changes} to {project} can be recovered.</source>
        <translation>Inlay endete unerwartet am {when}: {changes} an {project} lassen sich wiederherstellen.</translation>
    </message>
    <message>
        <source>Inlay ended unexpectedly on {when}: {changes} to {project}, {takes} in it, can be recovered.</source>
        <translation>Inlay endete unerwartet am {when}: {changes} an {project}, darin {takes}, lassen sich wiederherstellen.</translation>
    </message>
    <message>
        <source>Inlay on the computer “{host}”</source>
        <translation>Inlay auf dem Rechner „{host}“</translation>
    </message>
    <message>
        <source>Inlay regenerates a part of a recording on your own machine. It is free software under the licence in its file LICENSE. Qt and PySide6 are used under the LGPL, version 3; each model has the licence of those who made it, which you find on its page.</source>
        <translation>Inlay erzeugt einen Teil einer Aufnahme neu, auf dem eigenen Rechner. Es ist freie Software unter der Lizenz in seiner Datei LICENSE. Qt und PySide6 werden unter der LGPL, Version 3, benutzt; jedes Modell hat die Lizenz derer, die es gemacht haben; sie steht auf seiner Seite.</translation>
    </message>
    <message>
        <source>Inlay was closed on {when} with unsaved work: {changes} to {project} are kept.</source>
        <translation>Inlay wurde am {when} mit ungespeicherter Arbeit geschlossen: {changes} an {project} sind aufgehoben.</translation>
    </message>
    <message>
        <source>Inlay was closed on {when} with unsaved work: {changes} to {project}, {takes} in it, are kept.</source>
        <translation>Inlay wurde am {when} mit ungespeicherter Arbeit geschlossen: {changes} an {project}, darin {takes}, sind aufgehoben.</translation>
    </message>
    <message>
        <source>Insert silence</source>
        <translation>Stille einfügen</translation>
    </message>
    <message>
        <source>It is an RF64, as a WAV ends at 4 GiB.</source>
        <translation>Es ist eine RF64-Datei, denn eine WAV-Datei endet bei 4 GiB.</translation>
    </message>
    <message>
        <source>It is the very same sound, sample by sample.</source>
        <translation>Es ist genau derselbe Klang, Abtastwert für Abtastwert.</translation>
    </message>
    <message>
        <source>It was made on another device, by another Inlay, or its file is missing, so it may sound different.</source>
        <translation>Sie entstand auf einem anderen Gerät oder mit einem anderen Inlay, oder ihre Datei fehlt; sie kann also anders klingen.</translation>
    </message>
    <message>
        <source>Its region is gone.</source>
        <translation>Sein Bereich ist nicht mehr da.</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Keep it in the middle</source>
        <translation>Ihn in der Mitte halten</translation>
    </message>
    <message>
        <source>Keep only this take</source>
        <translation>Nur diese Fassung behalten</translation>
    </message>
    <message>
        <source>Keep the prompts of regions</source>
        <translation>Prompts der Bereiche behalten</translation>
    </message>
    <message>
        <source>Keep this seed</source>
        <translation>Diesen Startwert behalten</translation>
    </message>
    <message>
        <source>Keep this seed: the same request gives the same sound again</source>
        <translation>Diesen Startwert behalten: dieselbe Anfrage gibt wieder denselben Klang</translation>
    </message>
    <message>
        <source>Keep {take} of {region}</source>
        <translation>{take} von {region} behalten</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>Tastatur</translation>
    </message>
    <message>
        <source>Keyboard…</source>
        <translation>Tastatur…</translation>
    </message>
    <message>
        <source>Keys as in</source>
        <translation>Tasten wie in</translation>
    </message>
    <message>
        <source>Language, from the next start</source>
        <translation>Sprache, ab dem nächsten Start</translation>
    </message>
    <message>
        <source>Leave a field, close a message, select nothing</source>
        <translation>Feld verlassen, Meldung schließen, nichts auswählen</translation>
    </message>
    <message>
        <source>Leave anyway</source>
        <translation>Trotzdem beenden</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Length of the selection</source>
        <translation>Länge der Auswahl</translation>
    </message>
    <message>
        <source>Level match</source>
        <translation>Pegelabgleich</translation>
    </message>
    <message>
        <source>Level of everything that is heard</source>
        <translation>Pegel von allem, was zu hören ist</translation>
    </message>
    <message>
        <source>Level of the track</source>
        <translation>Pegel der Spur</translation>
    </message>
    <message>
        <source>Level of {take} of {region}</source>
        <translation>Pegel von {take} von {region}</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Light colours</source>
        <translation>Helle Farben</translation>
    </message>
    <message>
        <source>Listening gain</source>
        <translation>Abhörpegel</translation>
    </message>
    <message>
        <source>Listening gain: what is exported is not touched by it; 0 with a double click</source>
        <translation>Abhörpegel: er ändert nichts am Export; 0 mit einem Doppelklick</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>Das Modell wird geladen</translation>
    </message>
    <message>
        <source>Locate missing files…</source>
        <translation>Fehlende Dateien suchen…</translation>
    </message>
    <message>
        <source>Locate…</source>
        <translation>Suchen…</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal nachsehen</translation>
    </message>
    <message>
        <source>Looking for “{file}”</source>
        <translation>„{file}“ wird gesucht</translation>
    </message>
    <message>
        <source>Looking what could go</source>
        <translation>Es wird nachgesehen, was wegkann</translation>
    </message>
    <message>
        <source>Looking …</source>
        <translation>Es wird nachgesehen …</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>Schleife</translation>
    </message>
    <message>
        <source>Loop follows the selection</source>
        <translation>Schleife folgt der Auswahl</translation>
    </message>
    <message>
        <source>Loop strip</source>
        <translation>Schleifenstreifen</translation>
    </message>
    <message>
        <source>Loop the selection</source>
        <translation>Auswahl als Schleife</translation>
    </message>
    <message>
        <source>Louder</source>
        <translation>Lauter</translation>
    </message>
    <message>
        <source>Lower waveform</source>
        <translation>Niedrigere Wellenform</translation>
    </message>
    <message>
        <source>Make room for {length}</source>
        <translation>Platz für {length} schaffen</translation>
    </message>
    <message>
        <source>Make this take again</source>
        <translation>Diese Fassung noch einmal machen</translation>
    </message>
    <message>
        <source>Make waves taller</source>
        <translation>Wellen höher machen</translation>
    </message>
    <message>
        <source>Make {take} of {region} again</source>
        <translation>{take} von {region} noch einmal machen</translation>
    </message>
    <message>
        <source>Making room in memory</source>
        <translation>Im Speicher wird Platz gemacht</translation>
    </message>
    <message>
        <source>Manual</source>
        <translation>Handbuch</translation>
    </message>
    <message>
        <source>Mark a region</source>
        <translation>Einen Bereich markieren</translation>
    </message>
    <message>
        <source>Mark a region and give it the keys first.</source>
        <translation>Erst einen Bereich anlegen und anwählen.</translation>
    </message>
    <message>
        <source>Mark one more</source>
        <translation>Noch einen anlegen</translation>
    </message>
    <message>
        <source>Mark room after the end</source>
        <translation>Platz hinter dem Ende anlegen</translation>
    </message>
    <message>
        <source>Mark room before the start</source>
        <translation>Platz vor dem Anfang anlegen</translation>
    </message>
    <message>
        <source>Mark the selection</source>
        <translation>Auswahl zum Bereich machen</translation>
    </message>
    <message>
        <source>Marker {number}</source>
        <translation>Marke {number}</translation>
    </message>
    <message>
        <source>May hold $project, $track, $tracknumber and $take.</source>
        <translation>Darf $project, $track, $tracknumber und $take enthalten.</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Measuring levels</source>
        <translation>Pegel messen</translation>
    </message>
    <message>
        <source>Memory was short, so the model heard less around it.</source>
        <translation>Der Speicher war knapp; das Modell hat daher weniger vom Umfeld gehört.</translation>
    </message>
    <message>
        <source>Memory was short, so they were made one after the other.</source>
        <translation>Der Speicher war knapp; sie entstanden daher nacheinander.</translation>
    </message>
    <message>
        <source>Menu bar</source>
        <translation>Menüleiste</translation>
    </message>
    <message>
        <source>Meters</source>
        <translation>Pegelanzeige</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Mono</source>
        <translation>Mono</translation>
    </message>
    <message>
        <source>More takes of {count} regions</source>
        <translation>Mehr Fassungen von {count} Bereichen</translation>
    </message>
    <message>
        <source>More takes of {region}</source>
        <translation>Mehr Fassungen von {region}</translation>
    </message>
    <message>
        <source>More variations of {count} regions</source>
        <translation>Mehr Variationen von {count} Bereichen</translation>
    </message>
    <message>
        <source>More variations of {region}</source>
        <translation>Mehr Variationen von {region}</translation>
    </message>
    <message>
        <source>Move a clip</source>
        <translation>Einen Clip bewegen</translation>
    </message>
    <message>
        <source>Move an edge</source>
        <translation>Eine Kante bewegen</translation>
    </message>
    <message>
        <source>Move marker</source>
        <translation>Marke bewegen</translation>
    </message>
    <message>
        <source>Move the nearer end of the selection</source>
        <translation>Das nähere Ende der Auswahl bewegen</translation>
    </message>
    <message>
        <source>Move the playhead</source>
        <translation>Den Abspielkopf bewegen</translation>
    </message>
    <message>
        <source>Move track down</source>
        <translation>Spur nach unten</translation>
    </message>
    <message>
        <source>Move track up</source>
        <translation>Spur nach oben</translation>
    </message>
    <message>
        <source>Move {track}</source>
        <translation>{track} bewegen</translation>
    </message>
    <message>
        <source>Move “{clip}”</source>
        <translation>„{clip}“ bewegen</translation>
    </message>
    <message>
        <source>Move “{marker}”</source>
        <translation>„{marker}“ bewegen</translation>
    </message>
    <message>
        <source>Mute (Shift+U)</source>
        <translation>Stumm (Umschalt+U)</translation>
    </message>
    <message>
        <source>Mute track</source>
        <translation>Spur stumm schalten</translation>
    </message>
    <message>
        <source>Mute {track}</source>
        <translation>{track} stumm schalten</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name clip</source>
        <translation>Clip benennen</translation>
    </message>
    <message>
        <source>Name of the clip</source>
        <translation>Name des Clips</translation>
    </message>
    <message>
        <source>Name of the project:</source>
        <translation>Name des Projekts:</translation>
    </message>
    <message>
        <source>Name of the region</source>
        <translation>Name des Bereichs</translation>
    </message>
    <message>
        <source>Name of the take</source>
        <translation>Name der Fassung</translation>
    </message>
    <message>
        <source>Name of the track</source>
        <translation>Name der Spur</translation>
    </message>
    <message>
        <source>Name region</source>
        <translation>Bereich benennen</translation>
    </message>
    <message>
        <source>Name the region…</source>
        <translation>Bereich benennen…</translation>
    </message>
    <message>
        <source>Name the take…</source>
        <translation>Fassung benennen…</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>Namen</translation>
    </message>
    <message>
        <source>Needs {memory}; how long is known after the first run.</source>
        <translation>Braucht {memory}; wie lange, ist nach dem ersten Lauf bekannt.</translation>
    </message>
    <message>
        <source>Negative prompt</source>
        <translation>Was vermieden wird</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>New keys</source>
        <translation>Neue Tasten</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>Neues Projekt</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation>Nächster Teil des Fensters</translation>
    </message>
    <message>
        <source>Next take</source>
        <translation>Nächste Fassung</translation>
    </message>
    <message>
        <source>No level match</source>
        <translation>Kein Pegelabgleich</translation>
    </message>
    <message>
        <source>No model is on this machine yet</source>
        <translation>Auf diesem Rechner ist noch kein Modell</translation>
    </message>
    <message>
        <source>No output</source>
        <translation>Kein Ausgang</translation>
    </message>
    <message>
        <source>No program opens folders here; the place is {place}.</source>
        <translation>Kein Programm öffnet hier Ordner; der Ort ist {place}.</translation>
    </message>
    <message>
        <source>No sound begins on that side</source>
        <translation>Auf dieser Seite beginnt kein Klang</translation>
    </message>
    <message>
        <source>No star for {take} of {region}</source>
        <translation>Kein Stern für {take} von {region}</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Normal zoom</source>
        <translation>Normale Größe</translation>
    </message>
    <message>
        <source>Normalise</source>
        <translation>Normalisieren</translation>
    </message>
    <message>
        <source>Normalise loudness</source>
        <translation>Lautheit normalisieren</translation>
    </message>
    <message>
        <source>Not known to this model: {words}</source>
        <translation>Diesem Modell unbekannt: {words}</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Jetzt nicht</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>Nicht gespeichert</translation>
    </message>
    <message>
        <source>Nothing can be played: there is no audio output; connect one, then press Play.</source>
        <translation>Nichts kann abgespielt werden: es gibt keinen Ausgang; einen anschließen, dann abspielen.</translation>
    </message>
    <message>
        <source>Nothing is called that.</source>
        <translation>So heißt nichts.</translation>
    </message>
    <message>
        <source>Nothing is chosen</source>
        <translation>Nichts ist gewählt</translation>
    </message>
    <message>
        <source>Nothing much changed: the takes are nearly equal to the original.</source>
        <translation>Es hat sich kaum etwas geändert: die Fassungen sind dem Original fast gleich.</translation>
    </message>
    <message>
        <source>Nothing to free</source>
        <translation>Nichts freizugeben</translation>
    </message>
    <message>
        <source>Nothing was discarded here</source>
        <translation>Hier wurde nichts verworfen</translation>
    </message>
    <message>
        <source>One is suspect: {why}.</source>
        <translation>Eine ist verdächtig: {why}.</translation>
    </message>
    <message>
        <source>One take</source>
        <translation>Eine Fassung</translation>
    </message>
    <message>
        <source>Only what I changed</source>
        <translation>Nur, was ich geändert habe</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open a recording</source>
        <translation>Eine Aufnahme öffnen</translation>
    </message>
    <message>
        <source>Open anyway</source>
        <translation>Trotzdem öffnen</translation>
    </message>
    <message>
        <source>Open audio</source>
        <translation>Klang öffnen</translation>
    </message>
    <message>
        <source>Open audio first, or compose from text</source>
        <translation>Erst Klang öffnen, oder aus Text komponieren</translation>
    </message>
    <message>
        <source>Open audio first, or compose from text.</source>
        <translation>Erst Klang öffnen, oder aus Text komponieren.</translation>
    </message>
    <message>
        <source>Open it anyway</source>
        <translation>Trotzdem öffnen</translation>
    </message>
    <message>
        <source>Open project</source>
        <translation>Projekt öffnen</translation>
    </message>
    <message>
        <source>Open project…</source>
        <translation>Projekt öffnen…</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Open saved</source>
        <translation>Gespeichertes öffnen</translation>
    </message>
    <message>
        <source>Open the page</source>
        <translation>Die Seite öffnen</translation>
    </message>
    <message>
        <source>Open: {what}</source>
        <translation>Öffnen: {what}</translation>
    </message>
    <message>
        <source>Opening</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Opening “{file}”</source>
        <translation>„{file}“ wird geöffnet</translation>
    </message>
    <message>
        <source>Opening “{file}” closes a document that has takes.</source>
        <translation>„{file}“ zu öffnen schließt ein Dokument, das Fassungen hat.</translation>
    </message>
    <message>
        <source>Opening “{file}” closes a document that was edited.</source>
        <translation>„{file}“ zu öffnen schließt ein Dokument, das bearbeitet wurde.</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen…</translation>
    </message>
    <message>
        <source>Other seeds</source>
        <translation>Andere Startwerte</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgang</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Own prompt for {region}</source>
        <translation>Eigene Beschreibung für {region}</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>Tafeln</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Play once from the cursor</source>
        <translation>Einmal ab hier abspielen</translation>
    </message>
    <message>
        <source>Play the selection</source>
        <translation>Auswahl abspielen</translation>
    </message>
    <message>
        <source>Play, or stop and put the cursor here</source>
        <translation>Abspielen, oder halten und den Cursor hierher setzen</translation>
    </message>
    <message>
        <source>Playhead</source>
        <translation>Abspielkopf</translation>
    </message>
    <message>
        <source>Playhead: type a time and press Enter to go there</source>
        <translation>Abspielkopf: eine Zeit schreiben und mit Eingabe dorthin gehen</translation>
    </message>
    <message>
        <source>Playing</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Point at a clip first.</source>
        <translation>Erst auf einen Clip zeigen.</translation>
    </message>
    <message>
        <source>Pointer</source>
        <translation>Zeiger</translation>
    </message>
    <message>
        <source>Position in time</source>
        <translation>Stelle in der Zeit</translation>
    </message>
    <message>
        <source>Previous part of the window</source>
        <translation>Voriger Teil des Fensters</translation>
    </message>
    <message>
        <source>Previous take</source>
        <translation>Vorige Fassung</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Prompt of {region}</source>
        <translation>Beschreibung von {region}</translation>
    </message>
    <message>
        <source>Prompts that were asked with before</source>
        <translation>Beschreibungen von früher</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>REAPER</source>
        <translation>REAPER</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Abtastrate</translation>
    </message>
    <message>
        <source>Reading the model&apos;s hash</source>
        <translation>Die Prüfsumme des Modells wird gelesen</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Recovering</source>
        <translation>Wird wiederhergestellt</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Redo “{what}”</source>
        <translation>„{what}“ wiederholen</translation>
    </message>
    <message>
        <source>Regenerate</source>
        <translation>Neu erzeugen</translation>
    </message>
    <message>
        <source>Regenerate selection</source>
        <translation>Auswahl neu erzeugen</translation>
    </message>
    <message>
        <source>Regenerate selection on {count} tracks</source>
        <translation>Auswahl auf {count} Spuren neu erzeugen</translation>
    </message>
    <message>
        <source>Regenerate {what}</source>
        <translation>{what} neu erzeugen</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>Region ends a little earlier</source>
        <translation>Bereich etwas früher enden lassen</translation>
    </message>
    <message>
        <source>Region ends a little later</source>
        <translation>Bereich etwas später enden lassen</translation>
    </message>
    <message>
        <source>Region ends at</source>
        <translation>Bereich endet bei</translation>
    </message>
    <message>
        <source>Region starts a little earlier</source>
        <translation>Bereich etwas früher beginnen lassen</translation>
    </message>
    <message>
        <source>Region starts a little later</source>
        <translation>Bereich etwas später beginnen lassen</translation>
    </message>
    <message>
        <source>Region starts at</source>
        <translation>Bereich beginnt bei</translation>
    </message>
    <message>
        <source>Region {n}</source>
        <translation>Bereich {n}</translation>
    </message>
    <message>
        <source>Regions</source>
        <translation>Bereiche</translation>
    </message>
    <message>
        <source>Regions and takes</source>
        <translation>Bereiche und Fassungen</translation>
    </message>
    <message>
        <source>Regions of {track}: {n}</source>
        <translation>Bereiche von {track}: {n}</translation>
    </message>
    <message>
        <source>Remove fades</source>
        <translation>Blenden entfernen</translation>
    </message>
    <message>
        <source>Remove marker</source>
        <translation>Marke entfernen</translation>
    </message>
    <message>
        <source>Remove markers</source>
        <translation>Marken entfernen</translation>
    </message>
    <message>
        <source>Remove region</source>
        <translation>Bereich entfernen</translation>
    </message>
    <message>
        <source>Remove the fades</source>
        <translation>Die Blenden entfernen</translation>
    </message>
    <message>
        <source>Remove track</source>
        <translation>Spur entfernen</translation>
    </message>
    <message>
        <source>Remove {track}</source>
        <translation>{track} entfernen</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Rename marker</source>
        <translation>Marke umbenennen</translation>
    </message>
    <message>
        <source>Rename track</source>
        <translation>Spur umbenennen</translation>
    </message>
    <message>
        <source>Rename {take} of {region}</source>
        <translation>{take} von {region} umbenennen</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Requests appear here.</source>
        <translation>Hier erscheinen Anfragen.</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Alle zurücksetzen</translation>
    </message>
    <message>
        <source>Reset clip gain</source>
        <translation>Clip-Pegel zurücksetzen</translation>
    </message>
    <message>
        <source>Reset layout</source>
        <translation>Anordnung zurücksetzen</translation>
    </message>
    <message>
        <source>Reset the gain</source>
        <translation>Den Pegel zurücksetzen</translation>
    </message>
    <message>
        <source>Resize region</source>
        <translation>Größe des Bereichs ändern</translation>
    </message>
    <message>
        <source>Resize {region}</source>
        <translation>Größe von {region} ändern</translation>
    </message>
    <message>
        <source>Reverse</source>
        <translation>Umkehren</translation>
    </message>
    <message>
        <source>Reverse clip</source>
        <translation>Clip umkehren</translation>
    </message>
    <message>
        <source>Room for takes of sessions that ended</source>
        <translation>Platz für Fassungen beendeter Sitzungen</translation>
    </message>
    <message>
        <source>Room for what can be computed again</source>
        <translation>Platz für das, was sich neu berechnen lässt</translation>
    </message>
    <message>
        <source>Ruler</source>
        <translation>Lineal</translation>
    </message>
    <message>
        <source>R{n}</source>
        <translation>B{n}</translation>
    </message>
    <message>
        <source>S&amp;pectrogram</source>
        <translation>S&amp;pektrogramm</translation>
    </message>
    <message>
        <source>Same for all regions</source>
        <translation>Gleich für alle Bereiche</translation>
    </message>
    <message>
        <source>Same seed, new prompt</source>
        <translation>Gleicher Startwert, neue Beschreibung</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Samples</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Speichern unter…</translation>
    </message>
    <message>
        <source>Save first</source>
        <translation>Erst speichern</translation>
    </message>
    <message>
        <source>Save project</source>
        <translation>Projekt speichern</translation>
    </message>
    <message>
        <source>Save project as</source>
        <translation>Projekt speichern unter</translation>
    </message>
    <message>
        <source>Save project as…</source>
        <translation>Projekt speichern unter…</translation>
    </message>
    <message>
        <source>Saved {ago}</source>
        <translation>Gespeichert {ago}</translation>
    </message>
    <message>
        <source>Saving “{project}”</source>
        <translation>„{project}“ wird gespeichert</translation>
    </message>
    <message>
        <source>Say first what becomes of the work before the crash; then save.</source>
        <translation>Erst sagen, was aus der Arbeit vor dem Absturz wird; dann speichern.</translation>
    </message>
    <message>
        <source>Say what it should be</source>
        <translation>Sagen, was es sein soll</translation>
    </message>
    <message>
        <source>Scroll along time</source>
        <translation>In der Zeit rollen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>Search by name or key</source>
        <translation>Nach Name oder Taste suchen</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>Seconds of context</source>
        <translation>Sekunden der Umgebung</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Select a hit, or between two markers</source>
        <translation>Einen Schlag auswählen, oder zwischen zwei Marken</translation>
    </message>
    <message>
        <source>Select a region to regenerate</source>
        <translation>Einen Bereich auswählen, der neu werden soll</translation>
    </message>
    <message>
        <source>Select a region to vary</source>
        <translation>Einen Bereich auswählen, der variiert werden soll</translation>
    </message>
    <message>
        <source>Select a stretch</source>
        <translation>Ein Stück auswählen</translation>
    </message>
    <message>
        <source>Select a stretch and press Enter to make a region.</source>
        <translation>Ein Stück auswählen und Eingabe drücken, um einen Bereich zu machen.</translation>
    </message>
    <message>
        <source>Select a stretch first.</source>
        <translation>Erst ein Stück auswählen.</translation>
    </message>
    <message>
        <source>Select a stretch or a region first.</source>
        <translation>Erst ein Stück oder einen Bereich auswählen.</translation>
    </message>
    <message>
        <source>Select a stretch to zoom to</source>
        <translation>Ein Stück auswählen, das groß gezeigt werden soll</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>Select nothing</source>
        <translation>Nichts auswählen</translation>
    </message>
    <message>
        <source>Select what should change</source>
        <translation>Auswählen, was sich ändern soll</translation>
    </message>
    <message>
        <source>Selection ends here</source>
        <translation>Auswahl endet hier</translation>
    </message>
    <message>
        <source>Selection starts here</source>
        <translation>Auswahl beginnt hier</translation>
    </message>
    <message>
        <source>Set the gain of a clip</source>
        <translation>Den Pegel eines Clips stellen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <source>Shift+Click</source>
        <translation>Umschalt+Klick</translation>
    </message>
    <message>
        <source>Shift+Wheel, or drag with the middle button</source>
        <translation>Umschalt+Rad, oder mit der mittleren Taste ziehen</translation>
    </message>
    <message>
        <source>Short-term loudness</source>
        <translation>Kurzzeit-Lautheit</translation>
    </message>
    <message>
        <source>Short-term loudness: of the last three seconds</source>
        <translation>Kurzzeit-Lautheit: der letzten drei Sekunden</translation>
    </message>
    <message>
        <source>Shorten regions</source>
        <translation>Bereiche kürzen</translation>
    </message>
    <message>
        <source>Shorten to {seconds} s</source>
        <translation>Auf {seconds} s kürzen</translation>
    </message>
    <message>
        <source>Shorter context</source>
        <translation>Kürzere Umgebung</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Show the selection</source>
        <translation>Auswahl zeigen</translation>
    </message>
    <message>
        <source>Silence</source>
        <translation>Stille</translation>
    </message>
    <message>
        <source>Size of everything, from the next start</source>
        <translation>Größe von allem, ab dem nächsten Start</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>Snap edges</source>
        <translation>Kanten einrasten</translation>
    </message>
    <message>
        <source>Softer</source>
        <translation>Leiser</translation>
    </message>
    <message>
        <source>Solo (Shift+S)</source>
        <translation>Solo (Umschalt+S)</translation>
    </message>
    <message>
        <source>Solo track</source>
        <translation>Spur solo</translation>
    </message>
    <message>
        <source>Solo {track}</source>
        <translation>{track} solo</translation>
    </message>
    <message>
        <source>Some recordings lost something when they were coded: what is kept of them is what they decode to.</source>
        <translation>Manche Aufnahmen haben beim Kodieren etwas verloren: von ihnen bleibt erhalten, was beim Dekodieren herauskommt.</translation>
    </message>
    <message>
        <source>Something unexpected happened, and nothing was changed by it.</source>
        <translation>Etwas Unerwartetes ist geschehen; es hat nichts geändert.</translation>
    </message>
    <message>
        <source>Something unexpected happened, and nothing was changed by it; details are in {file}.</source>
        <translation>Etwas Unerwartetes ist geschehen; es hat nichts geändert. Näheres steht in {file}.</translation>
    </message>
    <message>
        <source>Something unexpected happened.</source>
        <translation>Etwas Unerwartetes ist geschehen.</translation>
    </message>
    <message>
        <source>Spectrogram</source>
        <translation>Spektrogramm</translation>
    </message>
    <message>
        <source>Splicing</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Teilen</translation>
    </message>
    <message>
        <source>Split region into {n}</source>
        <translation>Bereich in {n} teilen</translation>
    </message>
    <message>
        <source>Star take</source>
        <translation>Fassung mit Stern</translation>
    </message>
    <message>
        <source>Star {take} of {region}</source>
        <translation>Stern für {take} von {region}</translation>
    </message>
    <message>
        <source>Start of the selection</source>
        <translation>Anfang der Auswahl</translation>
    </message>
    <message>
        <source>Start of the selection ([ puts it at the playhead)</source>
        <translation>Anfang der Auswahl ([ legt ihn an den Abspielkopf)</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Es beginnt</translation>
    </message>
    <message>
        <source>Starting the engine</source>
        <translation>Die Engine startet</translation>
    </message>
    <message>
        <source>Stay where it is</source>
        <translation>Bleiben, wo sie ist</translation>
    </message>
    <message>
        <source>Stems: one file a track</source>
        <translation>Stems: eine Datei je Spur</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Stereo</source>
        <translation>Stereo</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Halt</translation>
    </message>
    <message>
        <source>Stop at the start</source>
        <translation>Am Anfang halten</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Ablage</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>Strength, in percent</source>
        <translation>Stärke, in Prozent</translation>
    </message>
    <message>
        <source>Subtract from regions</source>
        <translation>Aus Bereichen herausnehmen</translation>
    </message>
    <message>
        <source>Suspect: {why}</source>
        <translation>Verdächtig: {why}</translation>
    </message>
    <message>
        <source>System default</source>
        <translation>Vorgabe des Systems</translation>
    </message>
    <message>
        <source>T&amp;akes</source>
        <translation>&amp;Fassungen</translation>
    </message>
    <message>
        <source>Take a little louder</source>
        <translation>Fassung etwas lauter</translation>
    </message>
    <message>
        <source>Take a little softer</source>
        <translation>Fassung etwas leiser</translation>
    </message>
    <message>
        <source>Take out of the list</source>
        <translation>Aus der Liste nehmen</translation>
    </message>
    <message>
        <source>Take {number}, seed {seed}: click to hear it in place</source>
        <translation>Fassung {number}, Startwert {seed}: Klick lässt sie an ihrem Ort hören</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>Fassungen</translation>
    </message>
    <message>
        <source>Takes about {time} and needs {memory}.</source>
        <translation>Dauert etwa {time} und braucht {memory}.</translation>
    </message>
    <message>
        <source>Takes are being made, and leaving gives them up.</source>
        <translation>Es werden Fassungen gemacht; zu beenden gibt sie auf.</translation>
    </message>
    <message>
        <source>Takes come as loud as what they are compared with</source>
        <translation>Fassungen kommen so laut wie das, womit sie verglichen werden</translation>
    </message>
    <message>
        <source>Takes from sessions that were closed without saving a project</source>
        <translation>Fassungen aus Sitzungen, die ohne gespeichertes Projekt beendet wurden</translation>
    </message>
    <message>
        <source>Takes in rows</source>
        <translation>Fassungen in Zeilen</translation>
    </message>
    <message>
        <source>Takes in rows (Ctrl+Alt+T)</source>
        <translation>Fassungen in Zeilen (Strg+Alt+T)</translation>
    </message>
    <message>
        <source>Takes lie under the waveform: press 1, 2, 3 to hear them, 0 for the original.</source>
        <translation>Fassungen liegen unter der Wellenform: 1, 2, 3 lassen sie hören, 0 das Original.</translation>
    </message>
    <message>
        <source>Takes of this session</source>
        <translation>Fassungen dieser Sitzung</translation>
    </message>
    <message>
        <source>Takes, from the next start</source>
        <translation>Fassungen, ab dem nächsten Start</translation>
    </message>
    <message>
        <source>Taller waveform</source>
        <translation>Höhere Wellenform</translation>
    </message>
    <message>
        <source>Tempo</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Tempo…</source>
        <translation>Tempo…</translation>
    </message>
    <message>
        <source>The file runs at {file}: new sound ends at {top}, as the rest of it does.</source>
        <translation>Die Datei läuft mit {file}: neuer Klang endet bei {top}, wie der Rest von ihr.</translation>
    </message>
    <message>
        <source>The loop goes with the selection</source>
        <translation>Die Schleife geht mit der Auswahl</translation>
    </message>
    <message>
        <source>The loop of the mix</source>
        <translation>Die Schleife der Mischung</translation>
    </message>
    <message>
        <source>The mix, too</source>
        <translation>Auch die Mischung</translation>
    </message>
    <message>
        <source>The model works at {model}: new sound ends at {top}, though the file reaches higher.</source>
        <translation>Das Modell arbeitet mit {model}: neuer Klang endet bei {top}, obwohl die Datei höher reicht.</translation>
    </message>
    <message>
        <source>The region of this request is gone: undo its removal, or ask anew.</source>
        <translation>Den Bereich dieser Anfrage gibt es nicht mehr: das Entfernen rückgängig machen oder neu fragen.</translation>
    </message>
    <message>
        <source>The regions lie far apart: {count} passes, one after the other.</source>
        <translation>Die Bereiche liegen weit auseinander: {count} Durchgänge nacheinander.</translation>
    </message>
    <message>
        <source>The selection of the mix</source>
        <translation>Die Auswahl der Mischung</translation>
    </message>
    <message>
        <source>The stems add up to the mix then.</source>
        <translation>Die Stems ergeben dann zusammen die Mischung.</translation>
    </message>
    <message>
        <source>The whole mix</source>
        <translation>Die ganze Mischung</translation>
    </message>
    <message>
        <source>Those of the selection</source>
        <translation>Die der Auswahl</translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation>Spuren</translation>
    </message>
    <message>
        <source>Unchanged samples stay as they are.</source>
        <translation>Unveränderte Abtastwerte bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Vary selection on {count} tracks</source>
        <translation>Auswahl auf {count} Spuren variieren</translation>
    </message>
    <message>
        <source>Vary {region}</source>
        <translation>{region} variieren</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>What should be heard here: crash cymbal, short</source>
        <translation>Was soll hier zu hören sein: crash cymbal, short</translation>
    </message>
    <message>
        <source>What should it become: house groove with claps</source>
        <translation>Was soll daraus werden: house groove with claps</translation>
    </message>
    <message>
        <source>What the model hears around it has changed since, so it sounds different.</source>
        <translation>Was das Modell um sie herum hört, hat sich seither geändert; sie klingt also anders.</translation>
    </message>
    <message>
        <source>With gain and balance</source>
        <translation>Mit Pegel und Balance</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>Wird geschrieben</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>outside the regions: 1 of {samples} differs</source>
        <translation>außerhalb der Bereiche: {samples}, davon weicht 1 ab</translation>
    </message>
    <message>
        <source>outside the regions: identical ({samples})</source>
        <translation>außerhalb der Bereiche: identisch ({samples})</translation>
    </message>
    <message>
        <source>outside the regions: nothing, all of it is new or was changed in level</source>
        <translation>außerhalb der Bereiche: nichts, alles ist neu oder im Pegel geändert</translation>
    </message>
    <message>
        <source>outside the regions: {n} of {samples} differ</source>
        <translation>außerhalb der Bereiche: {samples}, davon weichen {n} ab</translation>
    </message>
    <message>
        <source>read back and right</source>
        <translation>zurückgelesen und richtig</translation>
    </message>
    <message>
        <source>read back; start, length and rate are right</source>
        <translation>zurückgelesen; Anfang, Länge und Abtastrate stimmen</translation>
    </message>
    <message>
        <source>turn the tracks down, or choose 32-bit float.</source>
        <translation>nehmen Sie die Spuren leiser, oder wählen Sie 32 Bit Fließkomma.</translation>
    </message>
    <message>
        <source>{count} are suspect: {why}.</source>
        <translation>{count} sind verdächtig: {why}.</translation>
    </message>
    <message>
        <source>{count} decoded samples</source>
        <translation>{count} dekodierte Abtastwerte</translation>
    </message>
    <message>
        <source>{count} samples</source>
        <translation>{count} Abtastwerte</translation>
    </message>
    <message>
        <source>{n} files are written, {checked}.</source>
        <translation>{n} Dateien sind geschrieben, {checked}.</translation>
    </message>
    <message>
        <source>{n}-bit</source>
        <translation>{n} Bit</translation>
    </message>
    <message>
        <source>{rate} kHz, as the project</source>
        <translation>{rate} kHz, wie das Projekt</translation>
    </message>
    <message>
        <source>{size} freed.</source>
        <translation>{size} freigegeben.</translation>
    </message>
    <message>
        <source>“{file}” begins at {time}, as it was recorded.</source>
        <translation>„{file}“ beginnt bei {time}, wie es aufgenommen wurde.</translation>
    </message>
    <message>
        <source>“{file}” is written, {checked}.</source>
        <translation>„{file}“ ist geschrieben, {checked}.</translation>
    </message>
    <message>
        <source>“{file}” written</source>
        <translation>„{file}“ geschrieben</translation>
    </message>
    <message>
        <source>“{project}” has changes that are not saved.</source>
        <translation>„{project}“ hat Änderungen, die nicht gespeichert sind.</translation>
    </message>
    <message>
        <source>“{project}” is open in {who}: close it there first.</source>
        <translation>„{project}“ ist in {who} offen: erst dort schließen.</translation>
    </message>
    <message>
        <source>The original is heard: choose a take first.</source>
        <translation>Zu hören ist das Original: erst eine Fassung wählen.</translation>
    </message>
    <message>
        <source>The prompts differ: {count} passes, one after the other.</source>
        <translation>Die Beschreibungen sind verschieden: {count} Durchgänge nacheinander.</translation>
    </message>
    <message>
        <source>The region is gone; its takes are kept in the takes folder.</source>
        <translation>Der Bereich ist nicht mehr da; seine Fassungen bleiben im Ordner der Fassungen.</translation>
    </message>
    <message>
        <source>The selection is one bar</source>
        <translation>Die Auswahl ist ein Takt</translation>
    </message>
    <message>
        <source>The sound that was there before</source>
        <translation>Der Klang, der vorher da war</translation>
    </message>
    <message>
        <source>The source has changed since this take was made</source>
        <translation>Die Quelle hat sich geändert, seit diese Fassung gemacht wurde</translation>
    </message>
    <message>
        <source>The spectrogram shows {low} to {high} dB</source>
        <translation>Das Spektrogramm zeigt {low} bis {high} dB</translation>
    </message>
    <message>
        <source>The track of this request is gone: undo its removal, or ask anew.</source>
        <translation>Die Spur dieser Anfrage ist nicht mehr da: ihr Entfernen zurücknehmen, oder neu fragen.</translation>
    </message>
    <message>
        <source>There are no takes here yet: generate some first.</source>
        <translation>Hier gibt es noch keine Fassungen: erst welche erzeugen.</translation>
    </message>
    <message>
        <source>There is no loop: select a stretch and press Shift+L.</source>
        <translation>Es gibt keine Schleife: ein Stück auswählen und Umschalt+L drücken.</translation>
    </message>
    <message>
        <source>There is no take of this number here.</source>
        <translation>Eine Fassung dieser Nummer gibt es hier nicht.</translation>
    </message>
    <message>
        <source>There is not enough memory for this: close other programs, or work on a shorter stretch.</source>
        <translation>Dafür ist nicht genug Speicher da: andere Programme schließen, oder an einem kürzeren Stück arbeiten.</translation>
    </message>
    <message>
        <source>There is nothing to hear yet: open audio first.</source>
        <translation>Noch ist nichts zu hören: erst Klang öffnen.</translation>
    </message>
    <message>
        <source>These takes are on their way</source>
        <translation>Diese Fassungen sind unterwegs</translation>
    </message>
    <message>
        <source>This cannot be done now.</source>
        <translation>Das geht jetzt nicht.</translation>
    </message>
    <message>
        <source>This prompt, new seeds</source>
        <translation>Diese Beschreibung, neue Startwerte</translation>
    </message>
    <message>
        <source>This track is being extended already</source>
        <translation>Diese Spur wird schon verlängert</translation>
    </message>
    <message>
        <source>This track is empty: compose on it instead</source>
        <translation>Diese Spur ist leer: stattdessen darauf komponieren</translation>
    </message>
    <message>
        <source>Tighter context</source>
        <translation>Engere Umgebung</translation>
    </message>
    <message>
        <source>Time is shown in</source>
        <translation>Zeit wird gezeigt in</translation>
    </message>
    <message>
        <source>Tour of the window</source>
        <translation>Rundgang durch das Fenster</translation>
    </message>
    <message>
        <source>Trac&amp;ks</source>
        <translation>&amp;Spuren</translation>
    </message>
    <message>
        <source>Track</source>
        <translation>Spur</translation>
    </message>
    <message>
        <source>Track {number}</source>
        <translation>Spur {number}</translation>
    </message>
    <message>
        <source>Track {track}</source>
        <translation>Spur {track}</translation>
    </message>
    <message>
        <source>Vary selection</source>
        <translation>Auswahl variieren</translation>
    </message>
    <message>
        <source>Waveform</source>
        <translation>Wellenform</translation>
    </message>
    <message>
        <source>Waveform and spectrogram</source>
        <translation>Wellenform und Spektrogramm</translation>
    </message>
    <message>
        <source>Waveform as it is</source>
        <translation>Wellenform, wie sie ist</translation>
    </message>
    <message>
        <source>{path} is not there any more</source>
        <translation>{path} ist nicht mehr da</translation>
    </message>
    <message>
        <source>{what}: how far it is</source>
        <translation>{what}: wie weit es ist</translation>
    </message>
    <message>
        <source>{what}: what is happening</source>
        <translation>{what}: was geschieht</translation>
    </message>
    <message>
        <source>“{file}” runs at {given} Hz; it was converted to {taken} Hz for this document.</source>
        <translation>„{file}“ läuft mit {given} Hz; für dieses Dokument wurde es auf {taken} Hz umgerechnet.</translation>
    </message>
    <message>
        <source>“{lost}” was lost, and the playhead stays where it is; from now on “{used}” is used.</source>
        <translation>„{lost}“ ist verloren gegangen, der Abspielkopf bleibt, wo er ist; ab jetzt wird „{used}“ benutzt.</translation>
    </message>
    <message>
        <source>“{lost}” was lost, and the playhead stays where it is; there is no other output. Everything but hearing goes on working: connect one, and it will be used.</source>
        <translation>„{lost}“ ist verloren gegangen, der Abspielkopf bleibt, wo er ist; einen anderen Ausgang gibt es nicht. Alles außer dem Hören geht weiter: einen anschließen, und er wird benutzt.</translation>
    </message>
    <message>
        <source>Transport</source>
        <translation>Transport</translation>
    </message>
    <message>
        <source>&amp;Count in</source>
        <translation>&amp;Zählen in</translation>
    </message>
    <message>
        <source>&amp;Snap to</source>
        <translation>&amp;Einrasten an</translation>
    </message>
    <message>
        <source>&amp;Track shows</source>
        <translation>&amp;Spur zeigt</translation>
    </message>
    <message>
        <source>&amp;While it plays</source>
        <translation>&amp;Beim Abspielen</translation>
    </message>
    <message>
        <source>Caches: drawn waveforms and converted recordings. Inlay makes them again when needed.</source>
        <translation>Zwischenspeicher: gezeichnete Wellenformen und umgewandelte Aufnahmen. Inlay macht sie bei Bedarf neu.</translation>
    </message>
    <message>
        <source>Files of this project that nothing in it uses any more, not even its undo history</source>
        <translation>Dateien dieses Projekts, die nichts darin mehr benutzt, auch sein Verlauf nicht</translation>
    </message>
    <message>
        <source>Mono is the mean of left and right; of surround, the first pair is heard as in the mix.</source>
        <translation>Mono ist das Mittel von links und rechts; von Surround ist wie in der Mischung das erste Paar zu hören.</translation>
    </message>
    <message>
        <source>The project is being saved or opened; try again in a moment.</source>
        <translation>Das Projekt wird gerade gespeichert oder geöffnet; gleich noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Tight</source>
        <translation>Eng</translation>
    </message>
    <message>
        <source>Trim</source>
        <translation>Beschneiden</translation>
    </message>
    <message>
        <source>Trim a clip</source>
        <translation>Einen Clip beschneiden</translation>
    </message>
    <message>
        <source>Trim to the selection</source>
        <translation>Auf die Auswahl beschneiden</translation>
    </message>
    <message>
        <source>Trim “{clip}”</source>
        <translation>„{clip}“ beschneiden</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Turn the page</source>
        <translation>Umblättern</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Undo “{what}”</source>
        <translation>„{what}“ rückgängig</translation>
    </message>
    <message>
        <source>Unfold the takes</source>
        <translation>Fassungen ausklappen</translation>
    </message>
    <message>
        <source>Unmark a stretch</source>
        <translation>Ein Stück herausnehmen</translation>
    </message>
    <message>
        <source>Unmute {track}</source>
        <translation>{track} wieder hören</translation>
    </message>
    <message>
        <source>Unsaved work from before a crash that was not recovered</source>
        <translation>Ungesicherte Arbeit von vor einem Absturz, die nicht wiederhergestellt wurde</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>Ohne Namen</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Nehmen</translation>
    </message>
    <message>
        <source>Use a folder…</source>
        <translation>Einen Ordner nehmen…</translation>
    </message>
    <message>
        <source>Use {model}</source>
        <translation>{model} nehmen</translation>
    </message>
    <message>
        <source>Variation</source>
        <translation>Variante</translation>
    </message>
    <message>
        <source>Vary</source>
        <translation>Variieren</translation>
    </message>
    <message>
        <source>Vary {count} regions</source>
        <translation>{count} Bereiche variieren</translation>
    </message>
    <message>
        <source>Vary {what}</source>
        <translation>{what} variieren</translation>
    </message>
    <message>
        <source>Waveform at {times} times its height</source>
        <translation>Wellenform in {times}facher Höhe</translation>
    </message>
    <message>
        <source>Waveform of {name}</source>
        <translation>Wellenform von {name}</translation>
    </message>
    <message>
        <source>Waveform or spectrogram</source>
        <translation>Wellenform oder Spektrogramm</translation>
    </message>
    <message>
        <source>What should it sound like: lo-fi beat, warm keys, 90 bpm</source>
        <translation>Wie es klingen soll: lo-fi beat, warm keys, 90 bpm</translation>
    </message>
    <message>
        <source>What the loaded model was taught</source>
        <translation>Was das geladene Modell gelernt hat</translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation>Was soll geschehen?</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Where Inlay keeps its files</source>
        <translation>Wo Inlay seine Dateien hat</translation>
    </message>
    <message>
        <source>Where is “{file}”?</source>
        <translation>Wo ist „{file}“?</translation>
    </message>
    <message>
        <source>Where the sound goes; Transport → Output chooses another</source>
        <translation>Wohin der Klang geht; Transport → Ausgang wählt einen anderen</translation>
    </message>
    <message>
        <source>Where things are kept</source>
        <translation>Wo alles liegt</translation>
    </message>
    <message>
        <source>Where things are kept…</source>
        <translation>Wo alles liegt…</translation>
    </message>
    <message>
        <source>While it plays, the view should</source>
        <translation>Beim Abspielen soll die Ansicht</translation>
    </message>
    <message>
        <source>Wide</source>
        <translation>Weit</translation>
    </message>
    <message>
        <source>Wider region</source>
        <translation>Weiterer Bereich</translation>
    </message>
    <message>
        <source>Without a menu</source>
        <translation>Ohne Menü</translation>
    </message>
    <message>
        <source>Write what it should sound like</source>
        <translation>Schreiben, wie es klingen soll</translation>
    </message>
    <message>
        <source>Yours; first it was {keys}</source>
        <translation>Selbst gewählt; zuerst war es {keys}</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Größer</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Kleiner</translation>
    </message>
    <message>
        <source>Zoom where the pointer is</source>
        <translation>Größer und kleiner, wo der Zeiger ist</translation>
    </message>
    <message>
        <source>about {size} of memory</source>
        <translation>etwa {size} Speicher</translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>noch etwa {time}</translation>
    </message>
    <message>
        <source>another window of Inlay (process {number})</source>
        <translation>einem anderen Fenster von Inlay (Prozess {number})</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>centre</source>
        <translation>Mitte</translation>
    </message>
    <message>
        <source>clipped</source>
        <translation>übersteuert</translation>
    </message>
    <message>
        <source>describe it, then hear it</source>
        <translation>erst beschreiben, dann hören</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>drawn each time</source>
        <translation>immer neu</translation>
    </message>
    <message>
        <source>end</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>fades in</source>
        <translation>blendet ein</translation>
    </message>
    <message>
        <source>fades out</source>
        <translation>blendet aus</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>misslungen</translation>
    </message>
    <message>
        <source>go on where you left off</source>
        <translation>weitermachen, wo es aufhörte</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>last {seed}</source>
        <translation>zuletzt {seed}</translation>
    </message>
    <message>
        <source>left</source>
        <translation>links</translation>
    </message>
    <message>
        <source>left {percent} %</source>
        <translation>links {percent} %</translation>
    </message>
    <message>
        <source>length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>low frequencies</source>
        <translation>tiefe Frequenzen</translation>
    </message>
    <message>
        <source>marker</source>
        <translation>Marke</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>mono</source>
        <translation>mono</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>kein Modell</translation>
    </message>
    <message>
        <source>no prompt</source>
        <translation>keine Beschreibung</translation>
    </message>
    <message>
        <source>no takes</source>
        <translation>keine Fassungen</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>not loaded</source>
        <translation>nicht geladen</translation>
    </message>
    <message>
        <source>of at most {seconds} s</source>
        <translation>von höchstens {seconds} s</translation>
    </message>
    <message>
        <source>or drop a file anywhere</source>
        <translation>oder eine Datei irgendwo ablegen</translation>
    </message>
    <message>
        <source>original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>reading {share}</source>
        <translation>gelesen {share}</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>rear left</source>
        <translation>hinten links</translation>
    </message>
    <message>
        <source>rear right</source>
        <translation>hinten rechts</translation>
    </message>
    <message>
        <source>region {n}</source>
        <translation>Bereich {n}</translation>
    </message>
    <message>
        <source>reversed</source>
        <translation>umgekehrt</translation>
    </message>
    <message>
        <source>right</source>
        <translation>rechts</translation>
    </message>
    <message>
        <source>right {percent} %</source>
        <translation>rechts {percent} %</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>Startwert {seed}</translation>
    </message>
    <message>
        <source>selected</source>
        <translation>gewählt</translation>
    </message>
    <message>
        <source>side left</source>
        <translation>Seite links</translation>
    </message>
    <message>
        <source>side right</source>
        <translation>Seite rechts</translation>
    </message>
    <message>
        <source>silent</source>
        <translation>still</translation>
    </message>
    <message>
        <source>something of that name is there already; choose another name</source>
        <translation>es gibt dort schon etwas mit diesem Namen; einen anderen wählen</translation>
    </message>
    <message>
        <source>source changed</source>
        <translation>Quelle geändert</translation>
    </message>
    <message>
        <source>starred</source>
        <translation>mit Stern</translation>
    </message>
    <message>
        <source>start</source>
        <translation>Anfang</translation>
    </message>
    <message>
        <source>step {step} of {count}</source>
        <translation>Schritt {step} von {count}</translation>
    </message>
    <message>
        <source>stereo</source>
        <translation>stereo</translation>
    </message>
    <message>
        <source>suspect: {reason}</source>
        <translation>verdächtig: {reason}</translation>
    </message>
    <message>
        <source>take {n}</source>
        <translation>Fassung {n}</translation>
    </message>
    <message>
        <source>takes have no place there ({why})</source>
        <translation>Fassungen haben dort keinen Platz ({why})</translation>
    </message>
    <message>
        <source>the original</source>
        <translation>das Original</translation>
    </message>
    <message>
        <source>the track</source>
        <translation>der Spur</translation>
    </message>
    <message>
        <source>usual ({value})</source>
        <translation>üblich ({value})</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>what should not be heard</source>
        <translation>was nicht zu hören sein soll</translation>
    </message>
    <message>
        <source>work that was never saved</source>
        <translation>Arbeit, die nie gespeichert wurde</translation>
    </message>
    <message>
        <source>working</source>
        <translation>arbeitet</translation>
    </message>
    <message>
        <source>{command}, not now</source>
        <translation>{command}, jetzt nicht</translation>
    </message>
    <message>
        <source>{count} changes</source>
        <translation>{count} Änderungen</translation>
    </message>
    <message>
        <source>{count} channels</source>
        <translation>{count} Kanäle</translation>
    </message>
    <message>
        <source>{count} files</source>
        <translation>{count} Dateien</translation>
    </message>
    <message>
        <source>{count} files were not found where they were, and are silent until located: {files}.</source>
        <translation>{count} Dateien sind nicht mehr, wo sie waren, und still, bis sie gefunden sind: {files}.</translation>
    </message>
    <message>
        <source>{count} h ago</source>
        <translation>vor {count} h</translation>
    </message>
    <message>
        <source>{count} min ago</source>
        <translation>vor {count} min</translation>
    </message>
    <message>
        <source>{count} regions</source>
        <translation>{count} Bereiche</translation>
    </message>
    <message>
        <source>{count} s ago</source>
        <translation>vor {count} s</translation>
    </message>
    <message>
        <source>{count} takes</source>
        <translation>{count} Fassungen</translation>
    </message>
    <message>
        <source>{db} dB, to be compared fairly</source>
        <translation>{db} dB, um gerecht zu vergleichen</translation>
    </message>
    <message>
        <source>{files} located.</source>
        <translation>{files} gefunden.</translation>
    </message>
    <message>
        <source>{file} was not found where it was, and is silent until it is located.</source>
        <translation>{file} ist nicht mehr, wo es war, und still, bis es gefunden ist.</translation>
    </message>
    <message>
        <source>{finding}. This should never happen.</source>
        <translation>{finding}. Das sollte nie vorkommen.</translation>
    </message>
    <message>
        <source>{gain} dB</source>
        <translation>{gain} dB</translation>
    </message>
    <message>
        <source>{gain} decibels</source>
        <translation>{gain} Dezibel</translation>
    </message>
    <message>
        <source>{keys} belongs to {names} now, and would be taken from there.</source>
        <translation>{keys} gehört jetzt zu {names} und würde dort weggenommen.</translation>
    </message>
    <message>
        <source>{name} (not connected)</source>
        <translation>{name} (nicht verbunden)</translation>
    </message>
    <message>
        <source>{name} copy</source>
        <translation>{name} Kopie</translation>
    </message>
    <message>
        <source>{name}: a click puts the clip light out</source>
        <translation>{name}: ein Klick löscht die Übersteuerungsanzeige</translation>
    </message>
    <message>
        <source>{n} samples that are no numbers</source>
        <translation>{n} Abtastwerte, die keine Zahlen sind</translation>
    </message>
    <message>
        <source>{n} samples were too loud and were cut off;</source>
        <translation>{n} Abtastwerte waren zu laut und wurden abgeschnitten;</translation>
    </message>
    <message>
        <source>{n} takes</source>
        <translation>{n} Fassungen</translation>
    </message>
    <message>
        <source>{start} to {stop} seconds</source>
        <translation>{start} bis {stop} Sekunden</translation>
    </message>
    <message>
        <source>{takes} arrived.</source>
        <translation>{takes} sind da.</translation>
    </message>
    <message>
        <source>{takes} for an earlier state of the track: choose one to hear it.</source>
        <translation>{takes} für einen früheren Stand der Spur: eine wählen, um sie zu hören.</translation>
    </message>
    <message>
        <source>{take} of {region}</source>
        <translation>{take} von {region}</translation>
    </message>
    <message>
        <source>{take} selected</source>
        <translation>{take} gewählt</translation>
    </message>
    <message>
        <source>{time} in total</source>
        <translation>{time} insgesamt</translation>
    </message>
    <message>
        <source>“{file}” holds {count}, first at {place}; there it is silent.</source>
        <translation>„{file}“ enthält {count}, zuerst bei {place}; dort ist es still.</translation>
    </message>
    <message>
        <source>“{name}” is back; it is used from the next time you play.</source>
        <translation>„{name}“ ist wieder da und wird ab dem nächsten Abspielen benutzt.</translation>
    </message>
</context>
</TS>
