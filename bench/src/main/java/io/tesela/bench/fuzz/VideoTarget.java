package io.tesela.bench.fuzz;

import io.tesela.bench.ClipSource;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.media.DecodeLimits;
import io.tesela.media.DecodedFrame;
import io.tesela.media.NeedsWholeFileException;
import io.tesela.media.VideoDecoder;
import io.tesela.media.VideoDecoderFactory;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Videos, as they are decoded from an upload: its first frames and their audio, with a file that can be sought in or a stream that cannot. */
record VideoTarget(VideoDecoderFactory decoders, List<byte[]> videos) implements FuzzTarget {
    private static final int MOST_FRAMES = 40;
    private static final DecodeLimits LIMITS = DecodeLimits.DEFAULT.withAudio(8 << 20);

    VideoTarget {
        videos = List.copyOf(videos);
    }

    @Override
    public String name() {
        return "videos";
    }

    @Override
    public boolean takes(Random random) {
        byte[] damaged = new Mutator(random).damaged(videos.get(random.nextInt(videos.size())));
        try (ClipSource source = ClipSource.of(damaged, random.nextBoolean());
                VideoDecoder decoder = decoders.open(source, LIMITS)) {
            for (int frame = 0; frame < MOST_FRAMES; frame++) {
                Optional<DecodedFrame> decoded = decoder.next(PixelLayout.I420);
                if (decoded.isEmpty()) {
                    break;
                }
                decoder.takeAudio(decoded.get().pts());
            }
            return true;
        } catch (TeselaException | NeedsWholeFileException e) {
            return false;
        }
    }
}
