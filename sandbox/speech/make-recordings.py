#!/usr/bin/env python3
"""Makes sandbox/speech/recordings from manifest.json with espeak-ng (speech, word times) and sox (resampling).

Run it once after changing the manifest; Frontdesk itself never needs espeak-ng, sox or Python. The same versions give
the same files: the room noise is seeded with the recording's name, and that noise is also what tells two recordings
apart from their first bytes. Word starts are espeak-ng's own word events; a word ends where its sound ends.
"""
import array, ctypes, json, math, pathlib, random, subprocess, sys

HERE = pathlib.Path(__file__).parent
OUT = HERE / 'recordings'
RATE, FRAME, EDGE = 8000, 160, 0.3
WORD, LIST_END = 1, 0
LOUD = 150  # of 32768: above the room noise, below any speech sound

lib = ctypes.CDLL('libespeak-ng.so.1')


class Event(ctypes.Structure):
    _fields_ = [('type', ctypes.c_int), ('unique', ctypes.c_uint), ('text_position', ctypes.c_int),
                ('length', ctypes.c_int), ('audio_position', ctypes.c_int), ('sample', ctypes.c_int),
                ('user', ctypes.c_void_p), ('id', ctypes.c_char * 8)]


CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event))
samples, events = array.array('h'), []


@CALLBACK
def heard(wav, count, list_of_events):
    if wav and count > 0:
        samples.extend(wav[:count])
    at = 0
    while list_of_events[at].type != LIST_END:
        event = list_of_events[at]
        if event.type == WORD:
            events.append((event.text_position, event.audio_position / 1000))
        at += 1
    return 0


SYNCHRONOUS, UTF8 = 2, 1
espeak_rate = lib.espeak_Initialize(SYNCHRONOUS, 0, None, 0)
lib.espeak_SetSynthCallback(heard)


def speak(text, voice, wordgap=0):
    """Samples at espeak's rate, and (character offset, seconds) of each word that it announced."""
    del samples[:]
    events.clear()
    if lib.espeak_SetVoiceByName(voice['voice'].encode()) != 0:
        sys.exit(f"espeak-ng has no voice {voice['voice']}")
    for parameter, value in ((1, voice['speed']), (3, voice['pitch']), (7, wordgap)):
        lib.espeak_SetParameter(parameter, value, 0)
    data = text.encode()
    lib.espeak_Synth(data, len(data) + 1, 0, 1, 0, UTF8, None, None)
    lib.espeak_Synchronize()
    return array.array('h', samples), [(position - 1, at) for position, at in events]


def to_8khz(pcm):
    raw = ['-t', 'raw', '-e', 'signed', '-b', '16', '-c', '1']
    command = ['sox', '-D', *raw, '-r', str(espeak_rate), '-', *raw, '-r', str(RATE), '-', 'gain', '-n', '-6']
    out = array.array('h')
    out.frombytes(subprocess.run(command, input=pcm.tobytes(), stdout=subprocess.PIPE, check=True).stdout)
    return out


def to_mulaw(pcm):
    command = ['sox', '-D', '-t', 'raw', '-e', 'signed', '-b', '16', '-c', '1', '-r', str(RATE), '-', '-t', 'ul', '-']
    return subprocess.run(command, input=pcm.tobytes(), stdout=subprocess.PIPE, check=True).stdout


def loudness(pcm, start, end):
    window = pcm[max(0, start):end]
    return math.sqrt(sum(value * value for value in window) / max(1, len(window)))


def word_times(text, speech, marks):
    """One (start, end) in seconds for each written word."""
    offsets, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        offsets.append(at)
        at += len(word)
    starts = dict(reversed([(position, when) for position, when in marks]))
    if 0 not in starts:
        sys.exit(f'espeak-ng announced no first word in {text!r}')
    # espeak-ng says "on the" as one word: the second begins where its letters do, after a word of the same breath.
    for index, offset in enumerate(offsets):
        if offset not in starts:
            before, after = offsets[index - 1], next(at for at in offsets[index + 1:] if at in starts)
            share = (offset - before) / (after - before)
            starts[offset] = starts[before] + share * (starts[after] - starts[before])
            print(f'  between: {text[offset:].split()[0]!r} in {text!r}')
    times = []
    for index, offset in enumerate(offsets):
        first = int(starts[offset] * RATE)
        limit = int(starts[offsets[index + 1]] * RATE) if index + 1 < len(offsets) else len(speech)
        last = limit
        while last > first and loudness(speech, last - 40, last) < LOUD:
            last -= 40
        while first < last and loudness(speech, first, first + 40) < LOUD:
            first += 40
        times.append((first / RATE, last / RATE))
    return times


def main():
    manifest = json.loads((HERE / 'manifest.json').read_text())
    OUT.mkdir(exist_ok=True)
    for old in OUT.glob('*'):
        old.unlink()
    index = []
    for name, (who, text) in manifest['sentences'].items():
        pcm, marks = speak(text, manifest['voices'][who])
        speech = to_8khz(pcm)
        times = word_times(text, speech, marks)
        end = max(stop for _, stop in times)
        speech = speech[:int((end + 0.05) * RATE)]
        edge = int(EDGE * RATE)
        whole = array.array('h', [0] * edge) + speech + array.array('h', [0] * edge)
        whole.extend([0] * (-len(whole) % FRAME))
        noise = random.Random(name)
        audio = to_mulaw(array.array('h', (max(-32768, min(32767, v + noise.randint(-24, 24))) for v in whole)))
        (OUT / f'{name}.ulaw').write_bytes(audio)
        words = [{'word': written.lower().strip('.,?!'), 'start': round(start + EDGE, 3), 'end': round(stop + EDGE, 3),
                  'punctuated_word': written} for written, (start, stop) in zip(text.split(), times)]
        index.append({'name': name, 'voice': who, 'text': text, 'words': words})
        print(f'{name:26} {len(audio):6} bytes  {text}')
    lines = ',\n'.join(json.dumps(entry) for entry in index)
    (OUT / 'recordings.json').write_text(f'[\n{lines}\n]\n')


if __name__ == '__main__':
    main()
