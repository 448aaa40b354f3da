package io.tesela.client.upload;

import io.tesela.client.upload.UploadTarget.Nowhere;
import io.tesela.client.upload.UploadTarget.ToFile;
import io.tesela.client.upload.UploadTarget.ToStream;
import io.tesela.client.upload.VideoSink.Fingerprint;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.report.JobReport;
import io.tesela.wire.Crc32c;
import io.tesela.wire.ReportJson;
import io.tesela.wire.ServerMessage.Attachment;
import io.tesela.wire.ServerMessage.Output;
import io.tesela.wire.ServerMessage.Preview;
import io.tesela.wire.ServerMessage.Result;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a job brings to this machine: the video, the report, the checksums of the frames, and pictures.
 *
 * <ul>
 *   <li><b>Backpressure:</b> holds nothing but the report, of at most {@value #MAX_REPORT_BYTES} bytes.
 *   <li><b>Threads:</b> one at a time; blocks on the disk. {@link #storedBytes} any.
 *   <li><b>Errors:</b> {@link TeselaException} if the server sent something else than it says; {@link
 *       java.io.UncheckedIOException} with a sentence if it cannot be stored. {@link #close} then takes everything away, but what came of a live video or is kept.
 * </ul>
 */
final class Delivery implements AutoCloseable {
    /** Room for the names of half a million degraded tiles. */
    private static final int MAX_REPORT_BYTES = 64 << 20;

    private final VideoSink video;
    private final @Nullable Path reportPath;
    private final SideFile checksums;
    private final SideFile animation;
    private final NewestPicture picture;
    private final ByteArrayOutputStream report = new ByteArrayOutputStream();

    private @Nullable PartFile reportFile;
    private volatile long storedBytes;

    private Delivery(
            VideoSink video,
            @Nullable Path reportPath,
            @Nullable Path checksums,
            UploadTarget target,
            long storedBytes) {
        this.video = video;
        this.reportPath = reportPath;
        this.checksums = new SideFile("--report", checksums);
        this.animation = new SideFile("--preview", target instanceof ToFile file ? file.preview() : null);
        this.picture = new NewestPicture(target instanceof ToFile file ? file.picture() : null);
        this.storedBytes = storedBytes;
    }

    static Delivery open(UploadRequest request) {
        UploadTarget target = request.target();
        if (target instanceof Nowhere) {
            return new Delivery(new NoSink(), null, null, target, 0);
        }
        if (target instanceof ToFile file) {
            Path checksums = besides(file.report(), UploadTarget.baseName(file.out()));
            VideoFile video = new VideoFile(
                    file.out(), request.container(), request.wishes().live(), goesOn(request));
            return new Delivery(video, file.report(), checksums, target, video.bytes());
        }
        ToStream stream = (ToStream) target;
        Path report = stream.report();
        Path checksums = report == null ? null : besides(report, UploadTarget.baseName(report));
        return new Delivery(new VideoStream(stream.channel()), report, checksums, target, 0);
    }

    /** Of a result that is fetched nobody knows whether what lies there is a part of it. */
    private static boolean goesOn(UploadRequest request) {
        return request.continuation().resume() != null && !(request.source() instanceof UploadSource.Nothing);
    }

    private static Path besides(Path report, String name) {
        return report.resolveSibling(name + "." + Attachment.FRAME_CRC32C);
    }

    /** Returns how many bytes of the video are stored. */
    long storedBytes() {
        return storedBytes;
    }

    /** Begins anew with what a server sends as a whole: it does so on each connection. */
    void restartSideFiles() {
        report.reset();
        checksums.restart();
        animation.restart();
    }

    /** Has {@link #close} leave what came of the video: it will be gone on with. */
    void keep() {
        video.keep();
    }

    /** Stores the next bytes of the video and returns how many there are now. */
    long store(Output output) {
        ByteBuffer bytes = output.payload();
        if (output.offset() != storedBytes) {
            throw failure(FailureCode.BAD_MESSAGE, "output: offset: " + output.offset(), String.valueOf(storedBytes));
        }
        int crc32c = Crc32c.of(bytes);
        if (crc32c != output.crc32c()) {
            // Changed on its way: what is stored is right, and the rest can be had again.
            throw new ConnectionLost(
                    "output at " + output.offset() + ": crc32c: " + Crc32c.hex(output.crc32c()) + " (expected: "
                            + Crc32c.hex(crc32c) + ", that of the bytes received)",
                    null);
        }
        video.write(bytes);
        long end = storedBytes + bytes.remaining();
        storedBytes = end;
        return end;
    }

    /** Stores a part of a side file; one that nobody has asked for is dropped. */
    void attach(Attachment attachment) {
        switch (attachment.name()) {
            case Attachment.FRAME_CRC32C -> checksums.append(attachment);
            case Attachment.PREVIEW_GIF -> animation.append(attachment);
            default -> {}
        }
    }

    /** Shows the newest frame. */
    void show(Preview preview) {
        picture.show(preview);
    }

    /** Takes a part of the report; returns it when it is whole, else null. */
    byte @Nullable [] report(Result result) {
        ByteBuffer part = result.payload();
        if (report.size() + part.remaining() > MAX_REPORT_BYTES) {
            throw failure(FailureCode.TOO_LARGE, "report: longer", "at most " + MAX_REPORT_BYTES + " bytes");
        }
        byte[] copy = new byte[part.remaining()];
        part.get(copy);
        report.writeBytes(copy);
        return result.last() ? report.toByteArray() : null;
    }

    /** Verifies everything and gives the files their names, the video last; returns the report, which says where they are. */
    byte[] complete(byte[] json) {
        JobReport said = ReportJson.read(json);
        try {
            verify(video.finish(), said.output());
        } catch (TeselaException e) {
            // Whatever it is, going on with it would not make it right.
            video.forget();
            throw e;
        }
        byte[] located = ReportJson.located(json, video.name(), checksums.name());
        if (reportPath != null) {
            PartFile file = PartFile.open("--report", reportPath);
            reportFile = file;
            file.append(ByteBuffer.wrap(located));
            file.finish();
        }
        commit();
        return located;
    }

    @Override
    public void close() {
        PartFile finishedReport = reportFile;
        try (video;
                checksums;
                animation;
                picture) {
            if (finishedReport != null) {
                finishedReport.close();
            }
        }
    }

    private void verify(Fingerprint stored, JobReport.MediaSummary said) {
        if (stored.bytes() != said.bytes()) {
            throw failure(
                    FailureCode.INTERNAL,
                    video.name() + ": " + stored.bytes() + " bytes",
                    said.bytes() + ", as the report says");
        }
        if (!stored.sha256().equals(said.sha256())) {
            throw failure(
                    FailureCode.INTERNAL,
                    video.name() + ": sha256: " + stored.sha256(),
                    said.sha256() + ", as the report says");
        }
    }

    private void commit() {
        PartFile finishedReport = reportFile;
        checksums.commit();
        animation.commit();
        if (finishedReport != null) {
            finishedReport.commit();
        }
        video.commit();
    }

    private static TeselaException failure(FailureCode code, String what, String expected) {
        return new TeselaException(code, what + " (expected: " + expected + ")");
    }
}
