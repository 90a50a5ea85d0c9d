# Words that Cutroom itself puts into products: titles and marks in the file, text drawn on the picture.

made-with = Made with Cutroom
synthetic-speech = Contains synthetic speech

## A plan, told in words

plan-goals = You want: { $list }
plan-edit = To change: { $list }
plan-implicit = It comes with: { $list }
plan-missing = Still needed: { $list }
plan-steps = How it is made:
plan-delivers = You get: { $list }
plan-estimate = Estimate: { $seconds } s of work on { $minutes } min of material
plan-unbuilt = not built yet
plan-nothing = Nothing has to be made for that.
plan-not-understood = I do not know what is wanted.
plan-refused = Not possible: { $code }
plan-kind-video = video
plan-kind-audio = sound
plan-kind-image = picture
plan-kind-text = text
plan-kind-midi = MIDI
plan-kind-subtitle = subtitles

## Steps of a workflow, on its picture

step-find_moment = Find the best moment
step-find_subject = Find the subject
step-find_subjects = Find the subjects
step-joke = Think of a punch line
step-place_image = Lay the picture out
step-place_video = Lay the video out
step-place_audio = Lay the sound out
step-place_clips = Lay the clips out
step-render_sound = Write the sound file
step-extract_audio = Write the sound file
step-convert_sound = Write the sound file
step-convert_image = Draw the picture
step-take_music = Take the music
step-gif = Draw the animation
step-export = Pack the project for another editor
step-take_side_image = Take the second picture
step-take_side_video = Take the second video
step-read_subtitles = Read the subtitles
step-read_words = Read the words
step-render = Render
step-speak = Speak the words
step-hear = Listen to the words
step-trust_subtitles = Take the words of the subtitles
step-caption_words = Cut the words into captions
step-transcribe = Write the words down
step-spread_words = Time the words
step-still = Draw the picture
step-voice_file = Write the sound file
step-cached = from earlier
