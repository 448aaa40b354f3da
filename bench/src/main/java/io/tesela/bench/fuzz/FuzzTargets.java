package io.tesela.bench.fuzz;

import io.tesela.domain.audio.AudioFormat;
import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.FrameTiming;
import io.tesela.domain.frame.Ratio;
import io.tesela.domain.frame.TimeBase;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobSpec;
import io.tesela.domain.job.OnMissing;
import io.tesela.domain.job.TileKey;
import io.tesela.domain.report.ProcessSample;
import io.tesela.domain.tile.TileGrid;
import io.tesela.filters.PackedMap;
import io.tesela.ingest.pictures.PictureIntake;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.OutputRecord;
import io.tesela.kafka.record.OutputRecordCodec;
import io.tesela.kafka.record.ProgressRecord;
import io.tesela.kafka.record.ProgressRecordCodec;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.record.TileRecord;
import io.tesela.kafka.record.TileRecordCodec;
import io.tesela.media.ffmpeg.Ffmpeg;
import io.tesela.media.ffmpeg.FfmpegVideoDecoderFactory;
import io.tesela.testkit.SampleReceipts;
import io.tesela.wire.ClientMessage;
import io.tesela.wire.FilterRequest;
import io.tesela.wire.MessageDecoder;
import io.tesela.wire.ReportJson;
import io.tesela.wire.ServerMessage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/** Everything that reads what strangers, or a broken process, may send. */
final class FuzzTargets {
    private static final int PARTITIONS = 12;
    private static final int MAP_SAMPLES = 500;
    private static final int MOST_PICTURE_BYTES = 1 << 20;
    private static final JobId JOB = new JobId("7f3a");
    private static final TileKey KEY = new TileKey(JOB, 41, 3);
    private static final byte[] SOME = new byte[96];

    private FuzzTargets() {}

    /**
     * Returns all of them.
     *
     * @param videos whole files; small ones are read more often
     * @param report as a server sends it
     */
    static List<FuzzTarget> all(List<byte[]> videos, byte[] report) {
        Ffmpeg.warmUp();
        return List.of(
                MessageTarget.of("client-messages", MessageDecoder::ofClientMessages, clientMessages()),
                MessageTarget.of("server-messages", MessageDecoder::ofServerMessages, serverMessages()),
                new RecordTarget("tile-records", TileRecordCodec::decode, List.of(TileRecordCodec.encode(tile(), 0))),
                new RecordTarget(
                        "result-records",
                        ResultRecordCodec::decode,
                        results().stream().map(ResultRecordCodec::encode).toList()),
                new RecordTarget(
                        "output-records",
                        OutputRecordCodec::decode,
                        outputs().stream()
                                .map(output -> OutputRecordCodec.encode(output, 0))
                                .toList()),
                new RecordTarget("progress-records", ProgressRecordCodec::decode, progress()),
                new BytesTarget("reports", ReportJson::read, List.of(report)),
                new BytesTarget("packed-maps", map -> PackedMap.decode(map, MAP_SAMPLES), List.of(packedMap())),
                new BytesTarget("pictures", FuzzTargets::takePicture, List.of(picture("jpg"), picture("png"))),
                GrowingFileTarget.make(),
                new VideoTarget(new FfmpegVideoDecoderFactory(), videos));
    }

    /** Bytes that are read at once, and refused with a {@link TeselaException}. */
    private record BytesTarget(String name, Consumer<byte[]> reader, List<byte[]> valid) implements FuzzTarget {
        @Override
        public boolean takes(Random random) {
            byte[] damaged = new Mutator(random).damaged(valid.get(random.nextInt(valid.size())));
            try {
                reader.accept(damaged);
                return true;
            } catch (TeselaException e) {
                return false;
            }
        }
    }

    private static List<ClientMessage> clientMessages() {
        return List.of(
                new ClientMessage.Handshake(
                        ClientMessage.Handshake.VERSION,
                        ClientMessage.Mode.STREAM,
                        ClientMessage.Container.MP4,
                        "h264",
                        new TileGrid(3, 2),
                        List.of(new FilterRequest("canny", Map.of("low", "50"), List.of())),
                        "clip.mp4",
                        4096L,
                        false,
                        false,
                        true,
                        "a-token",
                        new ClientMessage.Resume(JOB, 77),
                        new ClientMessage.EncoderRequest("libx264", "veryfast", 23),
                        OnMissing.FILL),
                ClientMessage.Chunk.of(1 << 20, ByteBuffer.wrap(SOME)),
                new ClientMessage.Frame(3, 40_000, ByteBuffer.wrap(SOME), true),
                new ClientMessage.Eof(4096, "0123456789abcdef".repeat(4)),
                new ClientMessage.EofFrames(9),
                new ClientMessage.Received(512, true),
                new ClientMessage.Status(JOB),
                new ClientMessage.Cancel());
    }

    private static List<ServerMessage> serverMessages() {
        return List.of(
                new ServerMessage.Queued(2),
                new ServerMessage.Grant(1 << 24),
                ServerMessage.Output.of(4096, ByteBuffer.wrap(SOME)),
                new ServerMessage.Accepted(JOB, 9, true, ServerMessage.Limits.PROTOCOL, "a note"),
                new ServerMessage.Progress(4096, 20, 10, 150L, 29.5, 4.5, 1, ServerMessage.Progress.CLIENT),
                new ServerMessage.Attachment("frame_crc32c", ByteBuffer.wrap(SOME), true),
                new ServerMessage.Result(true, 41.5, 2, 600.25, "out.mp4", ByteBuffer.wrap(SOME), true),
                new ServerMessage.Failure(FailureCode.BUSY, "too many jobs (expected: fewer)", true));
    }

    private static TileRecord tile() {
        return new TileRecord(KEY, 1, new TileRecord.Work("blur:3", new TileGrid(3, 2), 16, 16), SOME);
    }

    private static List<ResultRecord> results() {
        ResultRecord.TileVerdict verdict = new ResultRecord.TileVerdict(
                KEY,
                1,
                ResultRecord.TileStatus.FILTERED,
                "processor-1",
                "blur:3",
                1,
                900,
                "",
                new ProcessSample(1, 2, 3, 4),
                Map.of("faces", 2));
        return List.of(
                new ResultRecord.FrameManifest(
                        JOB,
                        new FrameTiming(41, -90_000, 3003),
                        2,
                        ResultRecord.Position.ENDS_SEGMENT,
                        1_700_000L,
                        List.of(
                                new AudioPacket(new byte[] {1, 2, 3}, -1024, 1024),
                                new AudioPacket(new byte[] {4}, 0, 1024))),
                new ResultRecord.TileResult(verdict, SOME),
                new ResultRecord.SegmentCut(JOB, 2, 41),
                new ResultRecord.JobClosed(JOB, 42),
                new ResultRecord.JobRefused(JOB, "processor-1 lacks emboss"));
    }

    private static List<OutputRecord> outputs() {
        return List.of(
                new OutputRecord.SegmentPart(JOB, 1, 2, 3, SOME),
                new OutputRecord.SegmentDone(SampleReceipts.receipt(JOB)),
                new OutputRecord.JobFailed(JOB, FailureCode.BAD_FILTER, "a reason"));
    }

    private static List<FlowRecord> progress() {
        ProgressRecord.Checkpoint checkpoint = new ProgressRecord.Checkpoint(
                JOB,
                1,
                2,
                96,
                List.of(0L, 3003L),
                List.of(90_000L, 93_003L),
                120,
                List.of(new ProgressRecord.MissingTiles(97, List.of(0, 4))),
                new ProgressRecord.Load(100, 2000));
        VideoFormat format = new VideoFormat(
                64, 48, new TimeBase(1, 30_000), new Ratio(30_000, 1001), new Ratio(1, 1), ColorTags.UNKNOWN);
        AudioFormat audio = AudioFormat.of("aac", 48_000, 1024, new byte[] {0, 0, 0, 8, 'm', 'p', '4', 'a'});
        JobSpec spec = new JobSpec(
                JOB, "blur:3", new TileGrid(3, 2), format, Optional.of(audio), EncoderSettings.DEFAULT, 48, 16, 1);
        return List.of(
                        new ProgressRecord.Opened(spec, "ingest-1"),
                        new ProgressRecord.Attended(JOB),
                        new ProgressRecord.Cancelled(JOB),
                        checkpoint,
                        new ProgressRecord.Parked(checkpoint))
                .stream()
                .map(record -> ProgressRecordCodec.encode(record, PARTITIONS))
                .toList();
    }

    private static void takePicture(byte[] picture) {
        new PictureIntake(MOST_PICTURE_BYTES).take(0, 0, ByteBuffer.wrap(picture), true);
    }

    private static byte[] picture(String format) {
        ByteArrayOutputStream picture = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB), format, picture);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return picture.toByteArray();
    }

    private static byte[] packedMap() {
        byte[] map = new byte[MAP_SAMPLES];
        for (int i = 0; i < map.length; i++) {
            map[i] = (byte) (i % 7 == 0 ? 2 : i % 50 == 1 ? 1 : 0);
        }
        return PackedMap.encode(map);
    }
}
