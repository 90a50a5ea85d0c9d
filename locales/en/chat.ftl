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
text-file-head = { $head } … The whole text is in the file.
link = { $name }: { $url }

## Names

language-en = English
language-zh = Chinese
language-vi = Vietnamese
spoken-en = English
spoken-zh = 中文
spoken-vi = Tiếng Việt
kind-video = a video
kind-audio = an audio file
kind-image = a picture
kind-text = a text
kind-midi = a MIDI file
kind-subtitle = a subtitle file (.srt)
kind-animation = a GIF
kind-file = a file

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
action-export = Export
action-how = How I made this

## Talk

hint-file = Got your file! What should I do with it? Just tell me, like “make it a meme”. I’ll keep it in mind for ten minutes.
hint-voice = I can’t understand speech here, so please tell me in words what you’d like. I’ll keep your recording in mind as material.
hint-empty = Send me a video, a picture or a sound and tell me what you’d like, such as “make it a meme”. “Help” shows what I can do.
already-answered = Somebody answered that already, I’m on it.
already-over = That one has already finished.

## Presets

preset-saved = Saved as “{ $name }”. Next time just send a file with: use preset { $name }
preset-shared = Saved as “{ $name }” for everybody here. Just send a file with: use preset { $name }
preset-deleted = “{ $name }” is gone.
preset-list = Your presets:
preset-row = • { $name }: { $capabilities }
preset-row-words = • { $name }: “{ $wish }”
preset-row-shared = • { $name } (for all here): { $capabilities }
preset-row-shared-words = • { $name } (for all here): “{ $wish }”
preset-none = You have no presets yet.
preset-how = Reply to a result you like with “/preset save NAME”, or write “/preset save NAME make it vertical with captions”. Then “/preset use NAME” does the same again. There is also: /preset list, /preset delete NAME, and /preset share NAME for everybody in this chat.

## Help

help-head = I’m your cutting room. Send me a file with a wish in your own words, and you get the finished piece back. Here’s what I can do:
help-row = • { $name }: “{ $example }”
help-row-plain = • { $name }
help-foot = Not quite right? Reply to the result and say what to change: “smaller text”, “undo”.

## What stands above a result

result-done = Here you go!
result-done-meme = Here’s your meme! 😄
result-done-reframe = Here it is in its new format.
result-done-subtitle = Here it is with captions.
result-done-transcribe = Here’s what is said.
result-done-voiceover = Here’s your voice-over.
result-done-adjust = Adjusted, here it is.
result-done-concat = Here they are in one piece.
result-done-overlay = Here it is with the other picture on top.
result-done-speed = Here it is at the new speed.
result-done-title = Here it is with your words on it.
result-done-trim = Here’s the cut.
result-done-highlights = Here are the best moments!
result-done-tighten = Silences are out, here it is.
result-done-add_music = Here it is with music.
result-done-extract_audio = Here’s the sound.
result-done-compress = Made it smaller, here it is.
result-done-convert = Here it is in the new format.
result-done-gif = Here’s your animation!
result-done-thumbnail = Here’s your cover!
result-done-loudness = Evened the loudness out, here it is.
result-done-slice = Cut at the pauses: the pieces are in this file, in order.
result-done-denoise = Noise is out, here it is.
result-done-export = Here’s the project, ready for another editor.
result-done-edit = Changed it, here you go!
result-done-undo = Back one step. This is how it was before.
result-done-redo = And forward again: here is the later version.
result-done-several = All done in one go: { $capabilities }.

## Answers in words

result-done-ask = Here’s what I found.
result-done-summarize = Here’s the summary.
result-done-chapters = Here are the chapters.
result-done-describe = Here’s what I see.
result-done-find = Here’s what I found.
result-done-write = Here’s the text.
result-answer-found = 💬 Here’s what I found:
result-answer-none = 🤷 I looked through all of it, and that isn’t said anywhere.
result-answer-foreign = 🤷 I can’t find that. What’s said is in { $language }: please ask in { $language }, in the words that might be used there.
result-nothing-said = 🤷 I found no words in it, neither spoken nor on screen. With a subtitle file I could look again.
result-summary = 📝 In short:
result-chapters = 📑 Chapters:
result-description = 👀 What I see:
result-chapters-none = 🤷 I can’t tell parts of it from one another: nothing is said, and the picture never changes.
result-nothing-seen = 🤷 There’s no picture in it to describe.
result-moments-found = 🔎 Found it:
result-moments-none = 🤷 I looked through all of it, but found nothing like that.
result-outline = 🗒️ An outline in the words of your material:
result-written = ✍️ Here’s a draft:
answer-quote = { $n }. { $time } “{ $text }”
answer-quote-untimed = { $n }. “{ $text }”
answer-shown = { $n }. { $time } { $text }
answer-shown-untimed = { $n }. { $text }
answer-point = • { $text } ({ $time })
answer-point-untimed = • { $text }
answer-chapter = { $time } { $text }
answer-chapter-untimed = { $text }
answer-shot = { $time } – { $end } · { $text }
answer-shot-untimed = • { $text }
answer-time-in = { $time } ({ $name })
answer-clip = ▶ { $time }
answer-more = … All of it is in the file.
answer-rough = ⚠️ I understand speech only roughly here, so words may be wrong. The times are right.

## How I made this

how-head = Here’s how I made this.
how-asked = 🎯 You asked for: { $wishes }
how-wish = { $capability } ({ $settings })
how-words = “{ $text }”
how-unsaid = 💡 I added “{ $capability }” without being asked, because { $reason }. The button below takes it out.
how-without = Without “{ $capability }”
how-steps =
    { $steps ->
        [one] ⚙️ One step, { $took }
       *[other] ⚙️ { $steps } steps, { $took }
    }
how-cached =
    { $cached ->
        [one] ♻️ One of them was kept from before and needed no work.
       *[other] ♻️ { $cached } of them were kept from before and needed no work.
    }
how-good = ✅ Checked and good: { $criteria }
how-unmet = ⚠️ Not quite as it should be: { $criteria }
how-score = { $criterion } ({ $percent }%)
how-mended = 🔧 Put right: { $criteria }
how-mend = { $criterion } ({ $before }% → { $after }%)
how-model = 🧠 Language models: { $tokens } tokens, about ${ $dollars }
how-model-unpriced = 🧠 Language models: { $tokens } tokens

reason-platform = that’s what works best where you want to post it
reason-narration = a voice alone sounds bare
reason-other = it usually belongs to that

criterion-length = length
criterion-size = file size
criterion-frame = shape of the picture
criterion-resolution = resolution
criterion-streams = picture and sound both there
criterion-loudness = loudness
criterion-peak = loudest peaks
criterion-black = no black gaps
criterion-frozen = no frozen picture
criterion-silent = no gaps in the sound
criterion-start = sound in step with the picture
criterion-glyphs = every letter drawn
criterion-safe_area = words clear of the edges
criterion-legible = words big enough to read
criterion-language = language of the words

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
error-step-timeout = One step of it hung for { $minutes } minutes, so I stopped. A shorter clip should work.
error-unknown-button = That button is from an older version of me. Just tell me in words what you’d like.

error-not-media =
    { $found ->
        [text] That’s a text under another name, not a video, a sound or a picture.
        [undecodable] I can open that file, but its picture and sound can’t be read. Could you export it again and resend?
       *[other] I can’t read that file: it isn’t a video, a sound or a picture that I know.
    }
error-truncated = That file is cut off, its end is missing. Could you send it again?
error-playlist = That’s only a playlist, a list of links. Please send me the video itself.
error-process-failed = The editing tool choked on that file, sorry. Another format may work.
error-process-killed = The machine ran out of room for this one. Please try again, or send a shorter clip.
error-process-timeout = That took far too long, so I stopped. A shorter clip should work.
error-engine-missing = Something I need for that isn’t installed here: { $engine }.
error-bad-captions = I can’t read that subtitle file. An .srt, .vtt or .ass file should work.
error-does-not-fit = I can’t get { $duration } of it under { $limit_mb } MB without ruining the picture. Try a shorter clip.
error-too-large = That file is too big: I can take up to { $limit_mb } MB. Could you send a smaller or shorter one?

error-post-failed = Your result is ready, but I couldn’t post it here. Please ask me again.
error-too-large-to-post = Your result is ready, but it’s too big to post here. Ask me to make it shorter or smaller.
error-file-gone-from-platform = I can’t get that file any more, it has expired or was deleted. Could you send it again?
error-file-too-big-for-platform = That file is { $size_mb } MB, and this chat only lets bots handle { $limit_mb } MB. Send a smaller or shorter one, or a link where I can fetch it.
error-sticker-not-material = I can’t edit stickers 🙂 Send me the picture or video itself and tell me what you’d like.
error-links-off = I don’t follow links here. Please send me the file itself.
error-link-failed = I couldn’t fetch anything from { $site }. Does the link work for everybody? Sending me the file always does.
error-link-blocked = I may not go to { $site }: only open addresses on the internet. Please send me the file itself.
error-link-is-page = { $site } leads to a page, not to a file. Please send me the file itself, or a link that ends in .mp4, .mp3 or the like.
error-empty-file = That file is empty. Could you send it again?
error-too-many-pixels = That picture is { NUMBER($width, useGrouping: 0) } × { NUMBER($height, useGrouping: 0) } pixels; I can take up to { $limit_megapixels } megapixels. A smaller copy will do.
error-too-long =
    { $limit_minutes ->
        [one] That runs for { $minutes } minutes; I can take one minute. Could you cut it first?
       *[other] That runs for { $minutes } minutes; I can take up to { $limit_minutes } minutes. Could you cut it first?
    }
error-too-many-streams = That file holds { $streams } tracks; I can take up to { $limit }. Export it with one picture and one sound track, please.
error-no-streams = There’s neither picture nor sound in that file. Could you check it and send it again?
error-wrong-kind = I can’t use that kind of file for this.
error-no-sound = There’s no sound in that file.
error-gone = I no longer have “{ $name }”. Could you send it again?
error-asset-gone = I no longer have that file. Could you send it again?
error-empty-captions = There are no words in that subtitle file.
error-captions-outside = All lines of that subtitle file lie outside the video. Does it belong to another cut?
error-no-captions = There are no captions in it that I could save as a file. Say “add captions” first.
error-too-many-parts = That’s { NUMBER($count) } pieces, too many to hand over one by one. “Export as otio” gives you one project file with all the cuts.
error-missing-glyphs = No font here can draw these letters: { $letters }. Please leave them out.
error-caption-too-long = That’s more text than fits on the picture. Could you make it shorter?
error-unknown-color = I don’t know the colour “{ $color }”. Try a plain one such as yellow or white.
error-no-font = No font for { $language } is installed here. Installing { $install } helps.
error-unknown-store = The file store is set up in a way I don’t know ({ $scheme }).
error-not-yet = I see what you’re after, but I can’t do that yet ({ $capability }). Say “help” to see what I can do.
error-bad-param = “{ $capability }” doesn’t take that value for “{ $param }”.
error-param-not-yet = “{ $capability }” can’t have “{ $param }” set to “{ $value }” yet.
error-no-such-part = There’s no “{ $capability }” in it to take out.
error-nothing-left = If I take that out, nothing is left of it.
error-no-pauses = I hear no pauses in it that are worth a cut.
error-no-such-moments = I looked through all of it, but found nothing like “{ $query }”. Try other words, or leave them out and I’ll pick the best moments.
error-no-noise = I hear no noise in it that I could take out.
error-beyond-end = That asks for second { $at }, but it only runs for { $duration } seconds.
error-empty-stretch = The end has to come after the start. Could you check the times?
error-speed-beyond = That speed is more than I can do: { $slowest } to { $fastest } times works.
error-no-picture = There’s no picture in that to change.
error-does-not-move = That only works with a video or a sound; a picture stands still.
error-reverse-too-long = I can play up to { $limit } seconds backward. Could you cut it first?
error-no-words = Which words should I put on it? Please write them in quotes.
error-only-one-clip = I need at least two videos or pictures to join.
error-needs-translation = Those words aren’t in { $language }, and translating needs a language model. Send me the text in { $language }, or ask whoever runs me to set one up.
error-no-speech = I couldn’t make out anyone speaking in it. If there are words after all, send me the subtitles (.srt) or the text.
error-no-transcriber-model = The speech model “{ $engine }” isn’t there or can’t be read. Whoever runs me needs to look at CUTROOM_WHISPER_MODEL; until then, subtitles you send me (.srt) work.
error-no-embedder-model = The model “{ $engine }” that compares pictures with words isn’t there or can’t be read. Whoever runs me needs to look at CUTROOM_EMBEDDER.
error-transcriber-failed = The service that listens for me ({ $engine }) gave no answer. Please try again in a few minutes, or send me the subtitles (.srt).
error-no-model = That needs a language model, and none is set up here. Whoever runs me can name one with { $how }.
error-llm-failed = The language model I asked didn’t give an answer I can use. Please try again in a few minutes.
error-llm-budget = That wish would need more from the language model than one job may use here ({ NUMBER($limit) } tokens). A shorter piece should work.
error-needs-writer = Making up a text from nothing takes a language model, and none is set up here. Send me a video with speech, subtitles or a text, and I’ll make an outline of it.
error-no-such-moment =
    { $count ->
        [one] There’s only one moment in that answer. Reply “show me the first one”, or with a time such as 1:20.
       *[other] There are { $count } moments in that answer. Tell me which one, or a time such as 1:20.
    }
error-nothing-to-clip = There’s no video or recording behind that answer that I could cut a clip from.
error-nothing-to-say = There are no words in that to read aloud.
error-no-such-language = My voice doesn’t speak that language ({ $language }).
error-no-such-voice = I don’t have that voice. These I have: { $voices }.
error-nothing-to-save = I don’t know what to save. Reply to a result, or put the wish after the name.
error-unknown-preset = There’s no preset called “{ $name }”. /preset list shows what there is.
error-too-many-presets = That would be more than { $limit } presets. Delete one first: /preset delete NAME
error-bad-preset-name = A preset needs a name of at most { $limit } letters: /preset save NAME
error-nothing-to-edit = Change which one? Please reply to the result you mean.
error-nothing-to-undo = There’s nothing to undo here: this is the first version. Reply to the result you mean.
error-nothing-to-redo = There’s nothing to redo here. Reply to the result you mean.
error-nothing-to-retry = Try which one again? Please reply to the result you mean.
error-nothing-to-how = How I made which one? Please reply to the result you mean.
error-question-expired = I didn’t hear back from you, so I’ve put that wish aside. Just send it again when you like.
error-gave-up = I tried several times and it broke each time, sorry. Another file or a shorter clip may work.
error-undeliverable = I couldn’t post this one here.
error-already-running = Cutroom is already running here.
error-workers-ended = My workshop stopped before your wish was done; its log is in { $log }.
error-nothing-to-reply = There’s no result to reply to yet. Send a wish without --reply first.
error-bad-token = The chat platform doesn’t accept the bot’s token.
error-webhook-needs-address = The webhook for Telegram needs a public address and the web chat’s server.
error-web-account-needed = Your session has ended. Please sign in again.
error-web-wrong-token = That token does not fit.
error-web-invite-gone = This invitation was used before or is too old. Ask for a new one.
error-web-not-yours = That is not for you to do.
error-web-upload-gone = A file got lost on its way. Please attach it again.
error-web-too-large = That file is too large.
error-web-too-many-files = Too many files are waiting already. Say what to do with them first.
error-web-disk-full = There is no room left for this file on the server.
error-web-chat-gone = This conversation was deleted.
error-web-link-gone = This link has expired. Ask for the result again to get a new one.
error-web-other = That did not work. Please try again.
error-platform-busy = The chat platform asks me to slow down. One moment, please.
error-platform-unreachable = I can’t reach the chat platform right now.
error-platform-blocked = I’m not allowed to write in that chat.
error-media-not-allowed = I’m not allowed to send media in this group. An admin can allow it in the group’s permissions, or write to me in private.
error-empty-answer = That was empty. Write something, or add a file.
error-no-material = There’s no file in that message that I could work with.
error-may-not-write = I can’t write in that channel. Whoever runs the server has to let me: View Channel, Send Messages (in threads too) and Read Message History.
error-may-not-attach = I can’t post files in that channel. Whoever runs the server has to allow me “Attach Files” there.

failed-at = That was at this step: { $step }.
failed-kept = What was done by then ({ $kept } of { $steps } steps) is kept, so another try is quicker.

heard-rough = I listened with my small built-in engine, which often mishears: better check the words. Send me a corrected .srt and I’ll use that.

## Questions

question-ask-video = Happy to! Which video or picture should I use? Reply with it.
question-ask-image = Happy to! Which picture should I use? Reply with it.
question-ask-subtitle = I can’t make out the speech here by myself. Reply with a subtitle file (.srt, .vtt, .ass), or a text of what is said.
question-ask-words = Which words should I say? Reply with them, or with a .txt.
question-ask-audio = Which sound should I use? Reply with it.
question-ask-which = I’m not sure I got that right. Which of these do you mean? You can also say it in other words.
question-ask-spoken = Which language is spoken in it? I can’t tell by myself. If you have subtitles (.srt), you can reply with those instead.
question-cannot-hear = I can’t understand spoken { $language } here yet. Reply with subtitles (.srt, .vtt, .ass) or a text of what’s said and I’ll go on from there. Whoever runs me can also give me a speech model (CUTROOM_WHISPER_MODEL).
question-ask-midi = Which MIDI file holds the melody? Reply with it.

## The command line

console-answer-later = Answer with: cutroom ask --reply "…"

## The web page's own words

web-tagline = The cutting room in your chat
web-welcome = What shall we make?
web-welcome-how = Drop a video, a picture or a subtitle file here and say what you wish for.
web-language = Language
web-offline = The connection is gone. Trying again…
web-placeholder = Write your wish…
web-attach = Attach files
web-voice = Record a voice message
web-voice-stop = Stop recording
web-voice-denied = I’m not allowed to use the microphone here.
web-send = Send
web-sending = Sending…
web-waiting = Waiting for the connection…
web-send-failed = Not sent. Please try again.
web-retry = Try again
web-reply = Reply
web-replying-to = Replying to
web-stop-replying = Stop replying
web-remove = Remove
web-drop = Drop your files here
web-uploading = Uploading…
web-stop-upload = Stop uploading
web-download = Download
web-gone-file = This file is no longer here.
web-progress = Progress
web-messages = Messages
web-you = You
web-earlier = Earlier messages
web-newest = Newest messages
web-skip = Go to the message box
web-chats = Conversations
web-new-chat = New conversation
web-rename = Rename
web-title = Title
web-delete = Delete
web-delete-sure = Delete this conversation? Whatever is still being made in it will be cancelled.
web-cancel = Cancel
web-save = Save
web-close = Close
web-settings = Settings
web-theme = Appearance
web-theme-auto = Same as the system
web-theme-light = Light
web-theme-dark = Dark
web-ideas = Ideas
web-ideas-how = Pick one and change the words as you like.
web-keys = Keyboard
web-key-newline = New line
web-key-write = Write a wish
web-key-switch = Switch conversations
web-copy = Copy
web-copied = Copied
web-account = Account
web-device = Use it on another device
web-device-how = Open this link on the other device within 15 minutes. It works once.
web-invite = Invite somebody
web-invite-name = Name, if you like
web-invite-how = Send this link to one person. It opens an account once, within 7 days.
web-people = People with an account
web-nameless = No name
web-remove-person = Take the account away
web-sign-out = Sign out
web-login = This Cutroom is private
web-login-how = Open the invitation link you were given, or enter the owner’s token.
web-token = Token
web-login-go = Open

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
option-third_file = A third file
option-fourth_file = A fourth file
option-fifth_file = A fifth file
option-name = Name of the preset
option-caption_size = Size of the words, 1 is normal
option-words = How many words
option-output = Video or sound only
option-brief = What it is about
option-lines = The new words; a semicolon between two lines
option-keep = What stays
option-keep_background = Keep music and noises
option-title = Words of the title
option-minutes = Length in minutes
option-voices = Two voices; a semicolon between them
option-rotate = Turn the picture
option-flip = Mirror the picture
option-reverse = Play it backwards
option-mute = Take the sound away
option-grayscale = Black and white
option-stabilize = Steady a shaky picture
option-volume = Louder or quieter
option-brightness = Brighter or darker
option-contrast = More or less contrast
option-saturation = More or less colour
option-start = Where it begins, such as 1:30
option-end = Where it ends, such as 2:05
option-position = Where it stands
option-scale = Its size, 0.3 is a third of the picture
option-opacity = How solid it is, from 0 to 1
option-factor = How many times as fast, 2 is double
option-width = Width in pixels
option-sticker = For use as a sticker
option-count = How many
option-max_mb = Largest size in MB
option-format = File format
option-rate_hz = Sample rate in Hz
option-music_volume = How loud the music is, 1 is normal
option-mood = Mood of the music
option-lufs = Loudness in LUFS, such as -14
option-strength = How strongly, 1 is normal
option-max_duration = Longest piece in seconds
option-singing = It is a song
option-remove = Stretches to take out, such as 0:10-0:20
option-margin = Seconds kept around what is said
option-threshold = Loudness below which it counts as silence
option-query = What to look for
option-intensity = Pace of the cuts
option-transition = How clips follow one another
option-kind = What to write: a title, a post, a script
option-question = Your question
option-points = How many points
option-word_times = A time for every word

## Commands

command-meme = Make a meme of a video or picture
command-subtitle = Burn captions into a video
command-transcribe = Write down what is said, as subtitles or text
command-adjust = Turn, mirror, reverse, mute, brighten, steady
command-concat = Join videos and pictures
command-overlay = Lay a logo or a second picture over it
command-speed = Make it faster or slower
command-title = Put words on the picture
command-trim = Cut a piece off or out
command-highlights = Cut it down to the best moments
command-tighten = Take out silences
command-add_music = Put music under it
command-extract_audio = Save the sound of a video
command-compress = Make the file smaller
command-convert = Another format or sample rate
command-gif = Make a GIF or an animated sticker
command-thumbnail = Pick a cover image from a video
command-loudness = Even out the loudness
command-slice = Cut a recording at its pauses
command-denoise = Take out background noise
command-reframe = Change the format: vertical, square, wide
command-voiceover = Have words read aloud, over a video or alone
command-ask = Ask what is said in a video or recording
command-summarize = Sum up a video, a recording or a text
command-chapters = Chapters with their times
command-describe = Tell what is seen, shot by shot
command-find = Find a moment by words
command-write = Write a text, or an outline of your material
command-help = What I can do
command-edit = Change something about a result (as a reply)
command-preset = Save and use presets: save NAME, use NAME, list
command-undo = Back to the version before
command-redo = Forward to the version after
command-retry = The same again, with fresh luck
command-export = The project for another editor (as a reply)
command-how = How I made a result (as a reply)
telegram-about = Send a video and a wish, get the finished piece back. English · 中文 · Tiếng Việt
telegram-description = Your cutting room in the chat 🎬 Send a video, a picture or a sound and say in your own words what you’d like. I can do: { $capabilities }. A reply to the result changes it again. In groups, mention me or reply to a video.

## cutroom doctor

doctor-found = Found here:
doctor-unlock = missing; would come with: { $how }
doctor-not-yet = not used in this version yet
doctor-untried = set, not tried
doctor-platforms = Chats:
doctor-languages = What each language can do here:
doctor-speaker = reads aloud ({ $names })
doctor-no-speaker = cannot read aloud
doctor-transcriber = understands speech ({ $names })
doctor-no-transcriber = does not understand speech yet; takes subtitles you send
doctor-fonts = draws its letters ({ $names })
doctor-no-fonts = has no font for its letters
doctor-can = You can ask for: { $capabilities }.

## On Discord

discord-answer = Answer…
discord-answer-title = Your answer
discord-answer-text = In words
discord-answer-files = Or as a file
discord-texts-hint = Leave it empty and I’ll think of something.
discord-preset-save = Save a wish under a name
discord-preset-share = Save it for everybody in the chat
discord-preset-use = Do it the way you saved it
discord-preset-list = Show what you saved
discord-preset-delete = Forget one

## What a result has unasked: told in one sentence, each with the words that take it out again

unasked = I also { $done }. If you’d rather not, reply { $words }.
unasked-place = For { $place } I also { $done }. If you’d rather not, reply { $words }.
unasked-and = { " and " }
unasked-or = { " or " }
unasked-words = “{ $words }”
unasked-done-vertical = made it vertical
unasked-done-wide = made it widescreen
unasked-done-shape = changed its shape
unasked-done-subtitle = added captions
unasked-done-loudness = evened out the sound
unasked-done-add_music = put soft music under the voice
unasked-off-vertical = keep it horizontal
unasked-off-wide = keep its shape
unasked-off-shape = keep its shape
unasked-off-subtitle = no captions
unasked-off-loudness = leave the sound alone
unasked-off-add_music = no music
