<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>Inlay</name>
    <message>
        <source>+{added} s, {total} in all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Inlay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Inlay…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add empty track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add {length} at the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add {length} before the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt+Drag; Ctrl+Alt+Drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt+Wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At most {seconds} s with this model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Avoid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Balance of {track}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bars and beats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Beats a minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring back from the bin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring back takes of {region}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel generating</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder: {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an action to change its keys.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose which channels to extend</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose which channels to regenerate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose {take} of {region}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the loop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click, or drag in the ruler</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clip gain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close this panel; the View menu brings it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close {panel}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Common prompt for {region}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare and keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compose from text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compose {length}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Composition</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy or cut something first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+. gives up what runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Enter, also while you type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete and close gap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete and close the gap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Describe it, and press Ctrl+Enter. Everything outside stays as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard {take} of {region}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double-click</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag over the sound that you want anew: one hit, a word, a whole phrase.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag the edge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag to make the track taller; two clicks undo that</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag, or turn the wheel; Shift is finer, two clicks reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop a sound file anywhere, or press Ctrl+O. It is never written over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate {track}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End of the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End of the selection (] puts it at the playhead)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End solo of {track}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter does it, Esc goes back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Equally loud takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Examples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export track…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Extend</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Extend by {length}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fade in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fade in “{clip}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fade out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fade out “{clip}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gain of {track}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gain of “{clip}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generate 1 region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generate more takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generate {count} regions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give up a drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the track above</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the track below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hear it without the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hear only what the takes change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hear the original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hears {heard} s, of which {anew} s come anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · step {step} of {steps}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add as track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin with a sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled; nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to move the playhead, drag to listen; right-click to count otherwise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clip {name}, {where}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clips: {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparison with the sources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Converting “{file}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crossfade of {take} of {region}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag a title to move its clip, its edges to trim it; Ctrl+wheel sets its gain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag the window to move the view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag to make a loop, click the loop to turn it on or off (L)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edges go where they are dragged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edges snap to the ruler</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edges snap to where sounds begin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edges snap to zero crossings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter lets this take be heard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export “{track}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit the heights of tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder of a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format of the track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frequencies as they are heard (mel)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generating</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hearing only what the takes change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hearing the original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold to hear the original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hours, minutes, seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How should it go on? Empty: in the same manner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import as tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import as track…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inlay regenerates a part of a recording on your own machine. It is free software under the licence in its file LICENSE. Qt and PySide6 are used under the LGPL, version 3; each model has the licence of those who made it, which you find on its page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Insert silence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its region is gone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Join</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep it in the middle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep only this take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep this seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep this seed: the same request gives the same sound again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep {take} of {region}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys as in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language, from the next start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave a field, close a message, select nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length of the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level of everything that is heard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level of the track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level of {take} of {region}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listening gain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listening gain: what is exported is not touched by it; 0 with a double click</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loop follows the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loop strip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loop the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Louder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lower waveform</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make more variations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make room for {length}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make waves taller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Manual</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark a region and give it the keys first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark one more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark room after the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark room before the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marker {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measuring levels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Menu bar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Meters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move an edge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the nearer end of the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the playhead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move track down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move track up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move {track}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move “{clip}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move “{marker}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mute (Shift+U)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mute track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mute {track}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name the take…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs {memory}; how long is known after the first run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Negative prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No level match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is on this machine yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sound begins on that side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No star for {take} of {region}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normal zoom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normalise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normalise loudness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not exported since the last change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not known to this model: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing can be played: there is no audio output; connect one, then press Play.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is called that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing much changed: the takes are nearly equal to the original.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One is suspect: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open audio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open audio first, or compose from text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open audio first, or compose from text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open: {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening “{file}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening “{file}” closes a document that has takes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening “{file}” closes a document that was edited.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Own prompt for {region}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play once from the cursor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play, or stop and put the cursor here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playhead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playhead: type a time and press Enter to go there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Point at a clip first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pointer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position in time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous part of the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt of {region}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompts that were asked with before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo “{what}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regenerate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regenerate selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regenerate {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Region ends at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Region starts at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Region {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regions and takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regions of {track}: {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove fades</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the fades</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove {track}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename {take} of {region}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Requests appear here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset clip gain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset layout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset the gain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resize region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resize {region}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reverse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reverse clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Room for what can be computed again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ruler</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>R{n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same for all regions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same seed, new prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say what it should be</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scroll along time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search by name or key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seconds of context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a hit, or between two markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a region to regenerate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a region to vary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a stretch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a stretch first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a stretch to zoom to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select what should change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Selection ends here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Selection starts here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift+Click</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift+Wheel, or drag with the middle button</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Short-term loudness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Short-term loudness: of the last three seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shorten regions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shorten to {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shorter context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Silence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of everything, from the next start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Softer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Solo (Shift+S)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Solo track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Solo {track}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something unexpected happened, and nothing was changed by it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something unexpected happened, and nothing was changed by it; details are in {file}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something unexpected happened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spectrogram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Star take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Star {take} of {region}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start of the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start of the selection ([ puts it at the playhead)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stay where it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop at the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Storage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strength</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strength, in percent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtract from regions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suspect: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take a little louder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take a little softer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take out of the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take {number}, seed {seed}: click to hear it in place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes about {time} and needs {memory}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes are being made, and leaving gives them up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes come as loud as what they are compared with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes in rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes lie under the waveform: press 1, 2, 3 to hear them, 0 for the original.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes of this session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes, from the next start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taller waveform</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tempo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tempo…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file runs at {file}: new sound ends at {top}, as the rest of it does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loop goes with the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model works at {model}: new sound ends at {top}, though the file reaches higher.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next of these</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The original is heard: choose a take first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompts differ: {count} passes, one after the other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The region is gone; its takes are kept in the takes folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The selection is one bar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sound that was there before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source has changed since this take was made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The spectrogram shows {low} to {high} dB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The track of this request is gone: undo its removal, or ask anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no takes here yet: generate some first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no take of this number here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough memory for this: close other programs, or work on a shorter stretch.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to hear yet: open audio first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These takes are on their way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This cannot be done now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a small untrained model: it makes noise, for trying the program out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This prompt, new seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This track is being extended already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This track is empty: compose on it instead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This work has not been exported; the takes stay on disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tighter context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time is shown in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tour of the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Track {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Track {track}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vary selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waveform</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waveform and spectrogram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waveform as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what}: how far it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what}: what is happening</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{file}” runs at {given} Hz; it was converted to {taken} Hz for this document.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{lost}” was lost, and the playhead stays where it is; from now on “{used}” is used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{lost}” was lost, and the playhead stays where it is; there is no other output. Everything but hearing goes on working: connect one, and it will be used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transport</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trim</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trim to the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trim “{clip}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn the page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo “{what}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unmark a stretch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unmute {track}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use a folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use {model}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vary 1 region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vary {count} regions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vary {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waveform at {times} times its height</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waveform of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What should be heard here: splash cymbal, short</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What should it become: the same groove, brushed snare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What should it sound like: lo-fi beat, warm keys, 90 bpm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the loaded model was taught</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where Inlay keeps its files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the sound goes; Transport → Output chooses another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where things are kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where things are kept…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>While it plays, the view should</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wider region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a menu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write what it should sound like</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yours; first it was {keys}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom where the pointer is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {size} of memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>centre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>clipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>describe it, then hear it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drawn (last {seed})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drawn each time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fades in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fades out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>low frequencies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mono</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of at most {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>or drop a file anywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reading {share}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rear left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rear right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>region {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reversed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>side left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>side right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>silent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>source changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starred</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step {step} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stereo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>suspect: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>take {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>takes have no place there ({why})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>usual ({value})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what should not be heard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{command}, not now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} regions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{db} dB, to be compared fairly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{finding}. This should never happen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{gain} dB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{gain} decibels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{keys} belongs to {names} now, and would be taken from there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} (not connected)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: a click puts the clip light out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{start} to {stop} seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{takes} arrived.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{takes} for an earlier state of the track: choose one to hear it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{take} of {region}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{take} selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{time} in total</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is back; it is used from the next time you play.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
