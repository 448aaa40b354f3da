package io.tesela.bench.fuzz;

import io.tesela.bench.ClipSource;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.media.DecodeLimits;
import io.tesela.media.VideoDecoder;
import io.tesela.media.VideoDecoderFactory;
import java.util.List;
import java.util.Random;

/** Videos, as they are decoded from an upload: its first frames, with a file that can be sought in or a stream that cannot. */
record VideoTarget(VideoDecoderFactory decoders, List<byte[]> videos) implements FuzzTarget {
    private static final int MOST_FRAMES = 40;

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
                VideoDecoder decoder = decoders.open(source, DecodeLimits.DEFAULT)) {
            for (int frame = 0; frame < MOST_FRAMES; frame++) {
                if (decoder.next(PixelLayout.I420).isEmpty()) {
                    break;
                }
            }
            return true;
        } catch (TeselaException e) {
            return false;
        }
    }
}
