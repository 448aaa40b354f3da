package io.tesela.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.domain.job.OnMissing;
import io.tesela.domain.tile.TileGrid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Messages for tests. */
final class Messages {
    static final JobId JOB = new JobId("7f3a");
    static final ClientMessage.Handshake HANDSHAKE = handshake(ClientMessage.Mode.STREAM, null);

    private Messages() {}

    static ClientMessage.Handshake handshake(ClientMessage.Mode mode, @Nullable Long size) {
        return new ClientMessage.Handshake(
                1,
                mode,
                ClientMessage.Container.MP4,
                null,
                null,
                List.of(),
                "clip.mp4",
                size,
                false,
                false,
                false,
                null,
                null,
                null,
                OnMissing.FILL);
    }

    /** Returns the bytes of a message in a buffer that the garbage collector takes. */
    static ByteBuf encoded(WireMessage message) {
        ByteBuf bytes = WireCodec.encode(message, UnpooledByteBufAllocator.DEFAULT);
        try {
            return Unpooled.wrappedBuffer(ByteBufUtil.getBytes(bytes));
        } finally {
            bytes.release();
        }
    }

    static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    static ClientMessage randomClientMessage(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> randomHandshake(random);
            case 1 -> ClientMessage.Chunk.of(offset(random), payload(random));
            case 2 -> new ClientMessage.Frame(offset(random), random.nextLong(), payload(random), random.nextBoolean());
            case 3 -> new ClientMessage.Eof(offset(random), "0123456789abcdef".repeat(4));
            case 4 -> new ClientMessage.EofFrames(offset(random));
            case 5 -> new ClientMessage.Received(offset(random), random.nextBoolean());
            case 6 -> new ClientMessage.Status(random.nextBoolean() ? null : JOB);
            default -> new ClientMessage.Cancel();
        };
    }

    static ServerMessage randomServerMessage(Random random) {
        return switch (random.nextInt(11)) {
            case 0 ->
                new ServerMessage.Accepted(
                        JOB,
                        offset(random),
                        random.nextBoolean(),
                        new ServerMessage.Limits(
                                2 + random.nextInt(1000),
                                1 + random.nextInt(1000),
                                random.nextBoolean() ? null : offset(random)),
                        random.nextBoolean() ? null : "advice " + random.nextInt());
            case 1 -> new ServerMessage.Grant(offset(random));
            case 2 ->
                new ServerMessage.Progress(
                        offset(random),
                        offset(random),
                        offset(random),
                        random.nextBoolean() ? null : offset(random),
                        random.nextDouble() * 100,
                        random.nextBoolean() ? null : random.nextDouble(),
                        offset(random),
                        random.nextBoolean() ? null : text(random));
            case 3 -> ServerMessage.Output.of(offset(random), payload(random));
            case 4 -> new ServerMessage.Attachment("frame_crc32c", payload(random), random.nextBoolean());
            case 5 -> new ServerMessage.Preview(offset(random), payload(random));
            case 6 ->
                new ServerMessage.Result(
                        random.nextBoolean(),
                        random.nextDouble(),
                        offset(random),
                        random.nextInt(100),
                        text(random),
                        payload(random),
                        random.nextBoolean());
            case 7 -> new ServerMessage.Queued(offset(random));
            case 8 -> new ServerMessage.Detached(JOB);
            case 9 -> randomJobs(random);
            default -> new ServerMessage.Failure(any(random, FailureCode.values()), text(random), random.nextBoolean());
        };
    }

    private static ClientMessage.Handshake randomHandshake(Random random) {
        List<FilterRequest> filters = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            filters.add(randomFilter(random));
        }
        return new ClientMessage.Handshake(
                1,
                any(random, ClientMessage.Mode.values()),
                any(random, ClientMessage.Container.values()),
                random.nextBoolean() ? null : "h264",
                random.nextBoolean() ? null : new TileGrid(1 + random.nextInt(64), 1 + random.nextInt(64)),
                filters,
                text(random),
                random.nextBoolean() ? null : offset(random),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean() ? null : text(random),
                random.nextBoolean() ? null : new ClientMessage.Resume(JOB, offset(random)),
                random.nextBoolean() ? null : new ClientMessage.EncoderRequest("auto", null, random.nextInt(52)),
                any(random, OnMissing.values()));
    }

    private static ServerMessage.Jobs randomJobs(Random random) {
        List<JobStatus> jobs = new ArrayList<>();
        for (int i = random.nextInt(ServerMessage.Jobs.MAX_JOBS + 1); i > 0; i--) {
            jobs.add(randomStatus(random));
        }
        return new ServerMessage.Jobs(jobs, random.nextBoolean());
    }

    private static JobStatus randomStatus(Random random) {
        return new JobStatus(
                JOB,
                text(random),
                any(random, JobStatus.State.values()),
                random.nextBoolean(),
                random.nextBoolean(),
                Instant.ofEpochMilli(offset(random) >>> 16),
                offset(random),
                random.nextBoolean() ? null : offset(random),
                offset(random),
                offset(random),
                offset(random),
                offset(random),
                random.nextBoolean() ? null : text(random),
                random.nextBoolean() ? null : randomOutlook(random));
    }

    private static JobStatus.Outlook randomOutlook(Random random) {
        return new JobStatus.Outlook(
                random.nextBoolean() ? null : offset(random),
                random.nextInt(1000) / 8.0,
                random.nextBoolean() ? null : random.nextInt(1000) / 8.0,
                random.nextBoolean() ? null : text(random));
    }

    private static FilterRequest randomFilter(Random random) {
        Map<String, String> named = new LinkedHashMap<>();
        List<String> positional = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            if (random.nextBoolean() && positional.isEmpty()) {
                named.put("p" + i, random.nextBoolean() ? "word-" + i : String.valueOf(random.nextInt(100) / 4.0));
            } else if (named.isEmpty()) {
                positional.add(random.nextBoolean() ? "otsu" : String.valueOf(random.nextInt(100)));
            }
        }
        return new FilterRequest("f" + random.nextInt(10), named, positional);
    }

    private static <T> T any(Random random, T[] values) {
        return List.of(values).get(random.nextInt(values.length));
    }

    private static long offset(Random random) {
        return random.nextLong() >>> (1 + random.nextInt(63));
    }

    private static ByteBuffer payload(Random random) {
        byte[] bytes = new byte[random.nextInt(8) == 0 ? 0 : random.nextInt(3000)];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    /** Returns text with quotes, control characters and letters outside ASCII and the basic plane. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int[] letters = {'a', '"', '\\', '\n', 0x1f, 'ñ', 0x20ac, 0x1f4fd, ' ', '/'};
        for (int i = random.nextInt(20); i > 0; i--) {
            text.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        return text.toString();
    }
}
