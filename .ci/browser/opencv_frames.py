"""Prints what OpenCV finds in a video: the frames it says there are, those it reads, and whether it finds the one in the middle again."""

import json
import sys

import cv2


def main(path):
    video = cv2.VideoCapture(path)
    said = int(video.get(cv2.CAP_PROP_FRAME_COUNT))
    frames = []
    while True:
        there, frame = video.read()
        if not there:
            break
        frames.append(hash(frame.tobytes()))
    middle = len(frames) // 2
    video.set(cv2.CAP_PROP_POS_FRAMES, middle)
    there, frame = video.read()
    seeks = there and hash(frame.tobytes()) == frames[middle]
    print(json.dumps({"said": said, "read": len(frames), "seeks": seeks}))


main(sys.argv[1])
