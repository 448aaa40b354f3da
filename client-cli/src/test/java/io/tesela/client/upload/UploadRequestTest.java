package io.tesela.client.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.client.upload.ServerAddress.Family;
import io.tesela.client.upload.UploadSource.FromFile;
import io.tesela.client.upload.UploadTarget.ToFile;
import io.tesela.domain.job.OnMissing;
import io.tesela.wire.ClientMessage.Container;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadRequestTest {
    @TempDir
    Path directory;

    private Path video = Path.of("");

    @BeforeEach
    void writeVideo() throws IOException {
        video = Files.writeString(directory.resolve("in.mp4"), "video");
    }

    @Test
    void complaint_soundFiles_isNone() {
        assertThat(complaint(video, file("out.mp4"))).isEmpty();
        assertThat(directory).isDirectoryNotContaining("glob:**out*");
    }

    @Test
    void complaint_videoThatIsNone_namesTheFlag() {
        assertThat(complaint(file("none.mp4"), file("out.mp4")))
                .contains("--video: " + file("none.mp4") + ": no such file (expected: a video file)");
        assertThat(complaint(directory, file("out.mp4")))
                .contains("--video: " + directory + ": a directory (expected: a video file)");
    }

    @Test
    void complaint_outThatCannotBeWritten_namesTheFlag() {
        Path nowhere = file("no").resolve("out.mp4");
        assertThat(complaint(video, nowhere))
                .contains("--out: " + nowhere + ": there is no directory " + file("no")
                        + " (expected: a directory that exists)");
        assertThat(complaint(video, directory))
                .contains("--out: " + directory + ": a directory (expected: the name of a file)");
        assertThat(complaint(video, Path.of("/dev/null")))
                .contains("--out: /dev/null: not a regular file (expected: a file, or - for standard output)");
    }

    @Test
    void complaint_whatCameOfAnEarlierLiveVideo_isNotOverwritten() throws IOException {
        JobWishes live = new JobWishes(List.of(), null, null, null, true, OnMissing.FILL);
        UploadRequest request = request(video, ToFile.of(file("out.mp4")));
        Path part = Files.writeString(file("out.mp4.part"), "an hour");

        assertThat(new UploadRequest(request.server(), request.source(), request.target(), live).complaint())
                .contains("--out: " + part + ": holds what came of another job (expected: it is moved or deleted)");
        assertThat(request.complaint()).isEmpty();
    }

    @Test
    void container_ofEachTarget_isWhatCanBeHeld() {
        ToFile file = ToFile.of(file("out.mp4"));
        JobWishes live = new JobWishes(List.of(), null, null, null, true, OnMissing.FILL);
        UploadRequest regular = request(video, file);

        assertThat(regular.container()).isEqualTo(Container.MP4);
        assertThat(request(video, new ToFile(file.out(), file.report(), Container.FMP4, null))
                        .container())
                .isEqualTo(Container.FMP4);
        assertThat(request(video, new UploadTarget.ToStream(Channels.newChannel(OutputStream.nullOutputStream()), null))
                        .container())
                .isEqualTo(Container.FMP4);
        assertThat(new UploadRequest(regular.server(), regular.source(), file, live).container())
                .isEqualTo(Container.FMP4);
    }

    @Test
    void complaint_outThatIsTheVideo_isRefusedHoweverItIsWritten() throws IOException {
        Path link = Files.createSymbolicLink(file("link.mp4"), video);
        Path detour = directory.resolve(".").resolve("in.mp4");
        Path part = Files.writeString(file("x.mp4.part"), "video");

        assertThat(complaint(video, video)).contains(overwrite("--out", video));
        assertThat(complaint(video, detour)).contains(overwrite("--out", detour));
        assertThat(complaint(video, link)).contains(overwrite("--out", link));
        assertThat(complaint(part, file("x.mp4"))).contains(overwrite("--out", file("x.mp4")));
        assertThat(request(video, new ToFile(file("out.mp4"), video, Container.MP4, null))
                        .complaint())
                .contains(overwrite("--report", video));
    }

    @Test
    void complaint_reportThatIsTheResult_isRefused() {
        assertThat(complaint(video, file("out.json")))
                .contains("--report: " + file("out.json") + ": would overwrite --out (expected: another file)");
    }

    private static String overwrite(String flag, Path path) {
        return flag + ": " + path + ": would overwrite --video (expected: another file)";
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private static Optional<String> complaint(Path video, Path out) {
        return request(video, ToFile.of(out)).complaint();
    }

    private static UploadRequest request(Path video, UploadTarget target) {
        ServerAddress server =
                new ServerAddress("[::1]", 9090, Family.ANY, Duration.ofSeconds(1), Duration.ofSeconds(1));
        return new UploadRequest(server, new FromFile(video), target, JobWishes.NONE);
    }
}
