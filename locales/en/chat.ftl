### What the bot says in English: friendly and plain, one thought a sentence.

## Spans, sizes, lists

span-seconds = { $n } s
span-minutes = { $n } min
span-minutes-seconds = { $n } min { $rest } s
span-hours = { $n } h
span-hours-minutes = { $n } h { $rest } min
size-kb = { $n } KB
size-mb = { $n } MB
size-gb = { $n } GB
list-between = { ", " }
list-last = { " and " }
link = { $name }: { $url }

## Names

language-en = English
language-zh = Chinese
language-vi = Vietnamese
kind-video = a video
kind-audio = an audio file
kind-image = a picture
kind-text = a text
kind-midi = a MIDI file
kind-subtitle = a subtitle file (.srt)

## Status of a job

status-received = 👀 Got it, having a look…
status-planning = 👀 Got it, having a look…
status-waiting = 💬 I need one thing from you, see my question.
status-queued =
    { $place ->
        [0] ⏳ You’re next.
        [one] ⏳ In the queue, one job ahead of you.
       *[other] ⏳ In the queue, { $place } jobs ahead of you.
    }
status-running = 🎬 { $stage } · { $percent }%
status-running-left = 🎬 { $stage } · { $percent }% · about { $left } left
status-delivering = 📦 Done, sending it over…
status-delivered = ✅ Done in { $took }.
status-refused = ⚠️ This one I can’t do, see below.
status-failed = ⚠️ That didn’t work out, see below.
status-cancelled = 🛑 Cancelled.

stage-probe = Checking your file
stage-plan = Working out a plan
stage-look = Watching it through
stage-speak = Recording the voice
stage-edit = Editing
stage-render = Rendering
stage-check = Checking the result
stage-deliver = Wrapping it up

## Buttons

button-cancel = Cancel
action-undo = Undo
action-redo = Redo
action-retry = Try again
action-smaller_text = Smaller text
action-bigger_text = Bigger text
action-vertical = Vertical
action-captions = Add captions
action-shorter = Shorter

## Talk

hint-file = Got your file! What should I do with it? Just tell me, like “make it a meme”.
hint-empty = Send me a video, a picture or a sound and tell me what you’d like, such as “make it a meme”. “Help” shows what I can do.
already-answered = Somebody answered that already, I’m on it.
already-over = That one has already finished.

## Help

help-head = I’m your cutting room. Send me a file with a wish in your own words, and you get the finished piece back. Here’s what I can do:
help-row = • { $name }: “{ $example }”
help-row-plain = • { $name }
help-foot = Not quite right? Reply to the result and say what to change: “smaller text”, “undo”.

## What stands above a result

result-done = Here you go!

## What went wrong

error-internal = Sorry, something broke on my side. Please try again; if it happens again, tell whoever runs me.
error-agent = Sorry, something broke on my side while I was working on it. Please try again.
error-media = Sorry, I couldn’t work with that file.
error-not-understood = I’m not sure what you’d like. Try something like “make it a meme”, or say “help” to see what I can do.
error-impossible = Sorry, I can’t do that here.
error-cancelled = Cancelled. Nothing was made.
error-quota-exceeded =
    { $limit ->
        [one] You’ve used today’s one job. There’s a new one in { $resets }.
       *[other] You’ve used all { $limit } of today’s jobs. There are new ones in { $resets }.
    }
error-unknown-job = I can’t find that job any more.
error-wrong-state = That’s not possible any more: the job has moved on.
error-not-allowed = Only the person who asked for it can do that.
error-not-built = I can’t do that yet.
error-unavailable = I can’t reach my workshop right now. Please try again in a minute.
error-withdrawn = That job was stopped.
error-job-timeout = That took longer than { $minutes } minutes, so I stopped. A shorter clip should work.
error-unknown-button = That button is from an older version of me. Just tell me in words what you’d like.

error-empty = That file is empty. Could you send it again?
error-not-media = I can’t read that file: it isn’t a video, a sound or a picture that I know.
error-truncated = That file is cut off, its end is missing. Could you send it again?
error-playlist = That’s only a playlist, a list of links. Please send me the video itself.
error-process-failed = The editing tool choked on that file, sorry. Another format may work.
error-process-killed = The machine ran out of room for this one. Please try again, or send a shorter clip.
error-process-timeout = That took far too long, so I stopped. A shorter clip should work.
error-engine-missing = Something I need for that isn’t installed here: { $engine }.
error-bad-captions = I can’t read that subtitle file. An .srt, .vtt or .ass file should work.
error-does-not-fit = I couldn’t make the result small enough for this chat without ruining it. Try a shorter clip.
error-too-large = That file is { NUMBER($size_mb) } MB; I can take up to { NUMBER($limit_mb) } MB. Could you send a smaller or shorter one?

error-post-failed = Your result is ready, but I couldn’t post it here. Please ask me again.
error-too-large-to-post = Your result is ready, but it’s too big to post here. Ask me to make it shorter or smaller.
error-file-gone-from-platform = I can’t get that file any more, it has expired or was deleted. Could you send it again?
error-file-too-big-for-platform = That file is { NUMBER($size_mb) } MB, and this chat only lets bots handle { NUMBER($limit_mb) } MB. A smaller or shorter one will do.

# The web page's own words

web-tagline = The cutting room in your chat
web-welcome = What shall we make?
web-welcome-how = Drop a video, a picture or a subtitle file here and say what you wish for.
web-language = Language
web-offline = The connection is gone. Trying again…
web-placeholder = Write your wish…
web-attach = Attach files
web-send = Send
web-reply = Reply
web-stop-replying = Stop replying
web-remove = Remove
web-drop = Drop your files here
web-uploading = Uploading…
web-send-failed = Not sent. Please try again.
web-too-large = That file is too large.
web-login = This Cutroom is private. Please enter its token.
web-login-go = Open
web-login-wrong = That token does not fit.
web-download = Download

## Options of the slash commands

option-file = The video or picture
option-second_file = A second file: subtitles, a sound, a picture
option-wish = What you wish for, in your own words
option-top_text = Words at the top
option-bottom_text = Words at the bottom
option-style = Style
option-caption_color = Colour of the words
option-caption_outline = Colour of their outline
option-caption_position = Where the words stand
option-duration = Length in seconds
option-aspect = Shape of the picture
option-fit = Crop, blurred edges or bars
option-voice = Whose voice reads
option-language = Language of the result
option-text = The words to read aloud

## Commands

command-meme = Make a meme of a video or a picture
command-subtitle = Burn subtitles into a video
command-reframe = Change a video's shape: vertical, square, wide
command-voiceover = Have words read aloud over a video
command-help = What I can do
command-edit = Change something about a result (as a reply to it)
command-undo = Go back one step (as a reply to a result)
command-redo = Take the undone step again (as a reply to a result)
command-retry = Make it once more, differently (as a reply to a result)
