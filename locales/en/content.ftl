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

## What is seen, told in words

about-shots = { $count ->
    [one] One shot
   *[other] { $count } shots
}
about-faces = people in { $count }
about-speech = { $seconds } s of speech
about-music = music
chapter-title = Part { $number }
shot-comma = { ", " }
shot-and = { " and " }
shot-stop = .
shot-people = { $count } people
shot-person = one person
shot-close = a face from near
shot-far = somebody far away
shot-lively = much movement
shot-still = almost still
shot-shaky = a shaky camera
shot-dark = dark
shot-bright = bright
shot-gray = hardly any colour
shot-colors = mostly { $colors }
shot-text = On screen: “{ $text }”
shot-said = Said: “{ $text }”
shot-nothing = Nothing stands out.
color-red = red
color-orange = orange
color-yellow = yellow
color-green = green
color-cyan = cyan
color-blue = blue
color-purple = purple
color-pink = pink
color-brown = brown
color-white = white
color-black = black
color-gray = grey

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
step-highlights = Choose the best moments
step-thumbnail = Choose the cover
step-slice = Cut at the pauses
step-denoise = Take out the noise
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
step-lay_script = Time the words
step-still = Draw the picture
step-voice_file = Write the sound file
step-ask = Look for the answer
step-summarize = Sum up
step-summarize_text = Sum up the text
step-chapters = Find the chapters
step-describe = Describe the pictures
step-find = Find the moments
step-write = Write the text
step-survey = Watch and listen
step-survey_sound = Listen
step-gather = Put together what is known
step-cached = from earlier
