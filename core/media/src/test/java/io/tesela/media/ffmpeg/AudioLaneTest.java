package io.tesela.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;

import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.TimeBase;
import io.tesela.testkit.Seeds;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.junit.jupiter.api.Test;

/** Packets of one sample a second and of 100 bytes, along with frames of one second. */
class AudioLaneTest {
    private static final int SIZE = 100;

    private AudioLane lane = lane(1 << 20);

    @Test
    void take_packets_leaveWithTheFirstFrameThatEndsAfterTheyBegin() {
        offer(-1, 0, 1, 2);

        assertThat(taken(1)).containsExactly(-1L, 0L);
        assertThat(taken(2)).containsExactly(1L);
        assertThat(taken(Long.MAX_VALUE)).containsExactly(2L);
        assertThat(lane.bytes()).isZero();
    }

    @Test
    void take_packetThatComesAfterFramesOfLater_waitsForThem() {
        sawVideo(3);
        offer(0);

        assertThat(taken(3)).isEmpty();
        assertThat(taken(4)).containsExactly(0L);
    }

    @Test
    void offer_repeated_isThereOnce() {
        offer(0, 1, 1, 2);

        assertThat(taken(Long.MAX_VALUE)).containsExactly(0L, 1L, 2L);
        assertThat(lane.errors()).isEqualTo(1);
    }

    @Test
    void offer_farAheadByMistake_isLeftOutWhenTheNextOneComes() {
        offer(0, 5000, 2, 3);

        assertThat(taken(Long.MAX_VALUE)).containsExactly(0L, 2L, 3L);
        assertThat(lane.errors()).isEqualTo(1);
    }

    @Test
    void offer_behindWhatHasLeft_isLeftOut() {
        offer(0, 1);
        taken(2);
        offer(1, 0, 2);

        assertThat(taken(Long.MAX_VALUE)).containsExactly(2L);
        assertThat(lane.errors()).isEqualTo(2);
    }

    @Test
    void offer_anything_leavesInStrictOrder_andNothingIsHeldAtTheEnd() {
        Random random = Seeds.random("audio lane");
        long before = Long.MIN_VALUE;

        for (int frame = 0; frame < 2000; frame++) {
            sawVideo(frame + random.nextInt(-3, 3));
            offer(LongStream.generate(() -> random.nextInt(2500))
                    .limit(random.nextInt(4))
                    .toArray());
            for (long pts : taken(frame + 1L)) {
                assertThat(pts).isGreaterThan(before);
                before = pts;
            }
        }
        taken(Long.MAX_VALUE);
        assertThat(lane.bytes()).isZero();
    }

    @Test
    void offer_manySmallPackets_countForMoreThanTheirBytes() {
        lane = lane(10 * (SIZE + 16));

        assertThatThrownBy(() -> offer(LongStream.range(0, 11).toArray()))
                .isInstanceOf(TeselaException.class)
                .hasMessageStartingWith("audio: more than 1160 bytes of it wait for a frame");
    }

    @Test
    void offer_beforeItIsKnownWhereTimeBegins_isBoundedToo() {
        lane = new AudioLane(new TimeBase(1, 1), 1, 10_000);

        assertThatThrownBy(() -> offer(LongStream.range(0, 100).toArray())).isInstanceOf(TeselaException.class);
        lane.close();
    }

    private static AudioLane lane(int mostBytes) {
        AudioLane lane = new AudioLane(new TimeBase(1, 1), 1, mostBytes);
        lane.begin(new Same(), 0);
        return lane;
    }

    private List<Long> taken(long before) {
        return lane.take(before).stream().map(AudioPacket::pts).toList();
    }

    private void offer(long... times) {
        for (long pts : times) {
            with(pts, lane::offer);
        }
    }

    private void sawVideo(long pts) {
        with(pts, lane::sawVideo);
    }

    private static void with(long pts, Consumer<AVPacket> taker) {
        AVPacket packet = av_packet_alloc();
        try {
            assertThat(av_new_packet(packet, SIZE)).isZero();
            packet.pts(pts);
            taker.accept(packet);
        } finally {
            av_packet_free(packet);
        }
    }

    /** Hands on what it is given. */
    private static final class Same implements AudioConverter {
        @Override
        public String codec() {
            return "same";
        }

        @Override
        public int sampleRate() {
            return 1;
        }

        @Override
        public int padding() {
            return 0;
        }

        @Override
        public Optional<byte[]> sampleEntry() {
            return Optional.empty();
        }

        @Override
        public List<AudioPacket> take(AVPacket packet) {
            return List.of(new AudioPacket(new byte[packet.size()], packet.pts(), 1));
        }

        @Override
        public List<AudioPacket> finish() {
            return List.of();
        }

        @Override
        public long errors() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
