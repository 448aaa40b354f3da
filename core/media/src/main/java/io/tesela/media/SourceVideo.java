package io.tesela.media;

import io.tesela.domain.frame.Ratio;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What an uploaded video is, in FFmpeg's words: the input side of the report.
 *
 * @param container name of the file format, such as {@code mov,mp4,m4a,3gp,3g2,mj2}
 * @param codec name of the video codec, such as {@code h264}
 * @param storedWidth pixels as coded
 * @param storedHeight pixels as coded
 * @param width pixels as shown upright, not padded
 * @param height pixels as shown upright, not padded
 * @param rotation degrees clockwise that are applied to show it upright: 0, 90, 180 or 270
 * @param sar sample aspect ratio as shown upright
 * @param frameRate average frame rate, unknown if the container does not say
 * @param pixelFormat such as {@code yuv420p}
 * @param color range, matrix, primaries and transfer, such as {@code tv, bt709, bt709, bt709}; {@code unknown} if
 *     nothing is said
 * @param totalFrames number of frames, if the container says
 * @param durationSeconds length of the video track, else of the file, if the container says
 * @param interlaced whether frames hold two fields
 * @param timestampShift what was taken from every pts of the file, in the time base of the format
 * @param audioCodec name of the best audio track's codec, if there is one
 * @param droppedTracks every track that is not taken along, such as {@code subtitle subrip}, and of that audio why; that audio is not
 *     among them where nobody asked for any
 * @param changes one sentence for each thing that every frame has changed
 */
public record SourceVideo(
        String container,
        String codec,
        int storedWidth,
        int storedHeight,
        int width,
        int height,
        int rotation,
        Ratio sar,
        Ratio frameRate,
        String pixelFormat,
        String color,
        Optional<Long> totalFrames,
        OptionalDouble durationSeconds,
        boolean interlaced,
        long timestampShift,
        Optional<String> audioCodec,
        List<String> droppedTracks,
        List<String> changes) {
    public SourceVideo {
        droppedTracks = List.copyOf(droppedTracks);
        changes = List.copyOf(changes);
    }
}
