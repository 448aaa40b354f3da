package io.tesela.client.upload;

import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.domain.report.DegradedTile;
import io.tesela.domain.report.JobReport;
import io.tesela.mp4.ColourTags;
import io.tesela.mp4.FragmentWriter;
import io.tesela.mp4.Mp4Finisher;
import io.tesela.mp4.Mp4Head;
import io.tesela.mp4.PixelAspectRatio;
import io.tesela.mp4.SegmentTimes;
import io.tesela.mp4.VideoFormat;
import io.tesela.mp4.VideoSample;
import io.tesela.mp4.VideoTrack;
import io.tesela.wire.ReportJson;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Accepted;
import io.tesela.wire.ServerMessage.Attachment;
import io.tesela.wire.ServerMessage.Limits;
import io.tesela.wire.ServerMessage.Output;
import io.tesela.wire.ServerMessage.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A small result as a server would send it. */
public final class TestResult {
    public static final Accepted ACCEPTED = new Accepted(new JobId("7f3a"), 0, false, Limits.PROTOCOL, null);

    static final String CHECKSUMS = "00000001\n00000002\n";

    private TestResult() {}

    /** Returns the outcome of a job whose result came back. */
    public static UploadOutcome.Finished finished(UploadOutcome outcome) {
        return (UploadOutcome.Finished) outcome;
    }

    /** Returns how a server says that the job of {@link #ACCEPTED} stands. */
    public static JobStatus status(JobStatus.State state, long encoded) {
        String error = state == JobStatus.State.FAILED ? "the disk is full" : null;
        return new JobStatus(
                ACCEPTED.job(),
                "in.mp4",
                state,
                false,
                true,
                Instant.parse("2026-01-01T00:00:00Z"),
                3_000_000,
                4_000_000L,
                encoded,
                encoded,
                1_000_000,
                2,
                error,
                state == JobStatus.State.RUNNING ? new JobStatus.Outlook(160L, 15, 5.3, null) : null);
    }

    /** Returns fragments of three segments with two frames each. */
    public static byte[] growing() {
        byte[] entry = {0, 0, 0, 8, 'a', 'v', 'c', '1'};
        VideoFormat format = new VideoFormat(16, 16, PixelAspectRatio.UNSPECIFIED, ColourTags.UNSPECIFIED);
        VideoTrack track = new VideoTrack(1000, format, ByteBuffer.wrap(entry), 0, 0, 40);
        ByteBuffer all = ByteBuffer.allocate(1 << 16).put(Mp4Head.encode(List.of(track)));
        FragmentWriter writer = new FragmentWriter(track);
        for (int segment = 0; segment < 3; segment++) {
            long first = segment * 80L;
            SegmentTimes times = new SegmentTimes(List.of(first, first + 40), List.of(), first + 80, segment == 2);
            all.put(writer.write(
                    segment, times, List.of(sample("key " + segment, first, true), sample("b", first + 40, false))));
        }
        byte[] bytes = new byte[all.flip().remaining()];
        all.get(bytes);
        return bytes;
    }

    /** Returns the same as a regular MP4. */
    public static byte[] finished() {
        try {
            Path file = Files.createTempFile("tesela", ".mp4");
            try {
                Files.write(file, growing());
                Mp4Finisher.finish(file);
                return Files.readAllBytes(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a report on a result of these bytes. */
    public static JobReport report(byte[] result, int degraded) {
        return report(result, degraded, 0);
    }

    /** Returns a report on a result of these bytes, made of a video that was not decoded whole. */
    public static JobReport report(byte[] result, int degraded, int decodeErrors) {
        JobReport.MediaSummary media = new JobReport.MediaSummary(
                "mp4",
                "h264",
                16,
                16,
                6,
                0.24,
                25,
                0,
                "1:1",
                "yuv420p",
                "unknown",
                null,
                result.length,
                sha256(result));
        List<DegradedTile> tiles = new ArrayList<>();
        for (int tile = 0; tile < degraded; tile++) {
            tiles.add(new DegradedTile(0, tile, "it would not", 3));
        }
        return new JobReport(
                "7f3a",
                degraded == 0 && decodeErrors == 0,
                "",
                "canny:50:150",
                List.of(3, 3),
                List.of(3, 3),
                25,
                50,
                1,
                2,
                3,
                0,
                0.12,
                media,
                media,
                new JobReport.FrameCounts(6, 6, decodeErrors, 0),
                new JobReport.TileSummary(54, 0, 0, degraded, 0, 0),
                tiles,
                List.of(),
                0,
                new JobReport.FlowSummary(1, 1, 0, Map.of(), "none"),
                List.of(),
                new JobReport.Fidelity(List.of("every frame", "timestamps"), List.of(), List.of("subtitle subrip")),
                Attachment.FRAME_CRC32C);
    }

    /** Returns output messages for these bytes, of this size each. */
    public static List<ServerMessage> output(byte[] bytes, int size) {
        List<ServerMessage> messages = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += size) {
            messages.add(Output.of(from, ByteBuffer.wrap(bytes, from, Math.min(size, bytes.length - from))));
        }
        return messages;
    }

    /** Returns the checksums of the frames and the report, both in two parts. */
    public static ServerMessage[] ending(JobReport report) {
        byte[] json = ReportJson.write(report);
        ByteBuffer checksums = ByteBuffer.wrap(CHECKSUMS.getBytes(StandardCharsets.US_ASCII));
        return new ServerMessage[] {
            new Attachment(Attachment.FRAME_CRC32C, checksums.slice(0, 9), false),
            new Attachment("preview.gif", checksums.slice(0, 1), true),
            new Attachment(Attachment.FRAME_CRC32C, checksums.slice(9, 9), true),
            new Result(report.ok(), 50, 0, 2, "", ByteBuffer.wrap(json, 0, 100), false),
            new Result(report.ok(), 50, 0, 2, "", ByteBuffer.wrap(json, 100, json.length - 100), true)
        };
    }

    /** Returns lower-case hex. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static VideoSample sample(String text, long pts, boolean keyframe) {
        return new VideoSample(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), pts, keyframe);
    }
}
