package io.tesela.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finishing whole, cut, broken, huge and foreign files. */
class Mp4FinisherTest {
    private static final TestJob JOB = TestJob.regular(2, 4, 1, 3, 6);

    @Test
    void finish_ofFinishedFile_touchesNothing() throws IOException {
        FakeFileChannel file = new FakeFileChannel(JOB.growing());
        FinishedMp4 first = Mp4Finisher.finish(file);
        FakeFileChannel again = new FakeFileChannel(file.bytes());

        FinishedMp4 second = Mp4Finisher.finish(again);

        assertThat(second).isEqualTo(first);
        assertThat(again.bytes()).isEqualTo(file.bytes());
        assertThat(again.steps).containsExactly("force");
    }

    @Test
    void finish_writesTheIndexBeforeItHidesTheFragments() throws IOException {
        byte[] growing = JOB.growing();
        FakeFileChannel file = new FakeFileChannel(growing);

        Mp4Finisher.finish(file);

        assertThat(file.steps).startsWith("truncate", "write " + growing.length);
        assertThat(file.steps.subList(file.steps.size() - 3, file.steps.size()))
                .containsExactly("force", "write 36", "force");
    }

    @Test
    void finish_keepsEveryMediaByte() throws IOException {
        byte[] growing = JOB.growing();
        byte[] finished = finished(growing);

        assertThat(Arrays.copyOfRange(finished, 0, 36)).isEqualTo(Arrays.copyOfRange(growing, 0, 36));
        assertThat(Arrays.copyOfRange(finished, 52, growing.length))
                .isEqualTo(Arrays.copyOfRange(growing, 52, growing.length));
    }

    @Test
    void finish_ofGrowingFileCutAnywhere_keepsTheWholeSegments() throws IOException {
        byte[] growing = JOB.growing();
        for (int cut = 0; cut <= growing.length; cut++) {
            assertCutFile(Arrays.copyOf(growing, cut));
        }
    }

    @Test
    void finish_ofFinishedFileCutAnywhere_keepsTheWholeSegments() throws IOException {
        byte[] growing = JOB.growing();
        byte[] finished = finished(growing);
        for (int cut = 0; cut <= finished.length; cut++) {
            byte[] cutFile = Arrays.copyOf(finished, cut);
            assertCutFile(cutFile);
            if (cut >= growing.length) {
                assertThat(finished(cutFile)).as("cut at " + cut).isEqualTo(finished);
            }
        }
    }

    @Test
    void cutTail_ofGrowingFileCutAnywhere_leavesTheWholeSegments() throws IOException {
        byte[] growing = JOB.growing();
        for (int cut = JOB.head().length; cut <= growing.length; cut++) {
            FakeFileChannel file = new FakeFileChannel(Arrays.copyOf(growing, cut));

            boolean left = Mp4Finisher.cutTail(file);

            assertThat(file.bytes()).as("cut at " + cut).isEqualTo(JOB.growing(wholeSegments(cut)));
            assertThat(left).as("cut at " + cut).isEqualTo(wholeSegments(cut) > 0);
        }
    }

    @Test
    void cutTail_ofFinishedFile_touchesNothing() throws IOException {
        FakeFileChannel file = new FakeFileChannel(finished(JOB.growing()));

        Mp4Finisher.cutTail(file);

        assertThat(file.bytes()).isEqualTo(finished(JOB.growing()));
    }

    @Test
    void finish_brokenAtAnyStep_leavesAFileThatPlaysAndFinishesToTheSameBytes() throws IOException {
        byte[] growing = JOB.growing();
        byte[] finished = finished(growing);
        int steps = 0;
        boolean broke = true;
        while (broke) {
            FakeFileChannel file = new FakeFileChannel(growing).breakAfter(steps++);
            broke = breaks(file);
            assertThat(TinyReader.read(file.bytes()).video())
                    .as("broken after " + file.steps)
                    .isEqualTo(JOB.expected());
            assertThat(finished(file.bytes())).as("broken after " + file.steps).isEqualTo(finished);
        }
        assertThat(steps).isGreaterThan(8);
    }

    @Test
    void finish_ofFileBeyond4GiB_uses64BitOffsets(@TempDir Path folder) throws IOException {
        // Given four sparse fragments of 1.5 GB with real moofs
        Path path = folder.resolve("huge.mp4");
        int size = 1_500_000_000;
        try (FileChannel file = FileChannel.open(
                path,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.SPARSE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            long at = file.write(Mp4Head.encode(List.of(TestJob.track(0, 0, 3000))), 0);
            for (int i = 0; i < 4; i++) {
                TrackRun run = new TrackRun(1, MediaKind.VIDEO, 3000L * i, List.of(new RunSample(3000, size, true, 0)));
                at += file.write(new FragmentHeader(i + 1, List.of(run)).encode(), at) + size;
            }
            file.write(ByteBuffer.allocate(1), at - 1);

            // When
            FinishedMp4 summary = Mp4Finisher.finish(file);

            // Then the index starts where the mdat ends, and the last offset is there in 64 bits
            ByteBuffer tail = ByteBuffer.allocate((int) (summary.bytes() - at));
            file.read(tail, at);
            ByteBuffer start = ByteBuffer.allocate(16);
            file.read(start, 36);
            String index = new String(tail.array(), StandardCharsets.ISO_8859_1);
            assertThat(summary).isEqualTo(new FinishedMp4(4, 12_000, 90_000, file.size()));
            assertThat(start.getLong(8)).isEqualTo(at - 36);
            assertThat(index).contains("co64").doesNotContain("stco");
            assertThat(tail.getInt(index.indexOf("co64") + 8)).isEqualTo(4);
            assertThat(tail.getLong(index.indexOf("co64") + 12 + 8 * 3)).isEqualTo(at - size);
            assertThat(Mp4Finisher.finish(file)).isEqualTo(summary);
        }
    }

    @Test
    void finish_byPath_finishesTheFile(@TempDir Path folder) throws IOException {
        Path path = Files.write(folder.resolve("job.mp4"), JOB.growing());

        Mp4Finisher.finish(path);

        assertThat(Files.readAllBytes(path)).isEqualTo(finished(JOB.growing()));
    }

    @Test
    void finish_withoutAnySegment_givesAnEmptyRegularMp4() throws IOException {
        FakeFileChannel file = new FakeFileChannel(JOB.head());

        FinishedMp4 summary = Mp4Finisher.finish(file);

        assertThat(summary.frames()).isZero();
        assertThat(TinyReader.read(file.bytes()).topLevel()).containsExactly("ftyp", "mdat", "moov");
    }

    @Test
    void finish_withMissingSegment_throwsAndLeavesTheFile() {
        byte[] file = concatenate(JOB.head(), JOB.fragment(0), JOB.fragment(2));

        assertForeign(file, "fragment: 3 at ");
    }

    @Test
    void finish_withRepeatedSegment_throwsAndLeavesTheFile() {
        assertForeign(concatenate(JOB.growing(2), JOB.fragment(1)), "fragment: 2 at ");
    }

    @Test
    void finish_withOtherBoxesInside_throwsAndLeavesTheFile() {
        byte[] head = JOB.head();
        assertForeign(concatenate(head, new byte[8]), "box '\0\0\0\0' of 0 bytes");
        assertForeign(concatenate(head, "\0\0\0\bfree".getBytes(StandardCharsets.ISO_8859_1)), "box 'free' of 8 bytes");
        assertForeign(new byte[100], "the file does not start as ours do");
        assertForeign("not a video".getBytes(StandardCharsets.UTF_8), "the file does not start as ours do");
    }

    /** Every single-bit change of the head: it is refused, or the file is finished. */
    @Test
    void finish_withAnyHeadByteChanged_neverFailsOtherwise() throws IOException {
        byte[] growing = JOB.growing();
        int headBytes = JOB.head().length;
        for (int bit = 0; bit < headBytes * 8; bit++) {
            byte[] changed = growing.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            FakeFileChannel file = new FakeFileChannel(changed);
            try {
                assertThat(Mp4Finisher.finish(file).frames()).as("bit " + bit).isBetween(0L, 14L);
            } catch (Mp4FormatException e) {
                assertThat(file.bytes()).as("bit " + bit).isEqualTo(changed);
            }
        }
    }

    @Test
    void finish_withAHeadOfNoSize_throwsAndLeavesTheFile() {
        byte[] file = JOB.growing();
        ByteBuffer.wrap(file).putInt(Mp4Head.MOOV_OFFSET, 0);

        assertForeign(file, "box of 0 bytes at ");
    }

    @Test
    void finish_withAnyMoofByteChanged_neverShowsOtherFramesWithoutNotice() throws IOException {
        // Given every single-bit change of the boxes of fragment 0
        byte[] growing = JOB.growing();
        int start = JOB.head().length;
        int moofBytes = ByteBuffer.wrap(growing).getInt(start);
        for (int i = 0; i < moofBytes * 8; i++) {
            byte[] changed = growing.clone();
            changed[start + i / 8] ^= (byte) (1 << i % 8);
            FakeFileChannel file = new FakeFileChannel(changed);

            // Then it is refused, or taken for a cut file, or the change was to a time, not to the structure
            try {
                long frames = Mp4Finisher.finish(file).frames();
                assertThat(frames).as("bit " + i).isIn(0L, 14L);
                TinyReader.read(file.bytes());
            } catch (Mp4FormatException e) {
                assertThat(file.bytes()).as("bit " + i).isEqualTo(changed);
            }
        }
    }

    @Test
    void finish_withAnyHeadBitChanged_finishesOrSaysWhyNot() throws IOException {
        byte[] growing = JOB.growing();
        for (int i = 0; i < JOB.head().length * 8; i++) {
            byte[] changed = growing.clone();
            changed[i / 8] ^= (byte) (1 << i % 8);
            FakeFileChannel file = new FakeFileChannel(changed);

            // Then no other exception escapes, and a refused file stays as it was
            try {
                assertThat(Mp4Finisher.finish(file).frames()).as("bit " + i).isEqualTo(14);
            } catch (Mp4FormatException e) {
                assertThat(file.bytes()).as("bit " + i).isEqualTo(changed);
            }
        }
    }

    @Test
    void finish_withAudio_indexesBothTracks() throws IOException {
        // Given a growing file with priming, odd packet times and a segment without sound
        TestJob job = TestJob.regular(2, 2, 1, 1);
        AudioTrack audio = new AudioTrack(48_000, TestJob.SAMPLE_ENTRY, 1024, 0);
        FragmentWriter writer = new FragmentWriter(job.track, audio);
        byte[] growing = concatenate(
                TestJob.bytes(Mp4Head.encode(List.of(job.track, audio))),
                withAudio(writer, job, 0, packet(-1024), packet(0)),
                withAudio(writer, job, 1),
                withAudio(writer, job, 2, packet(2048)));

        // When
        TinyReader.Movie before = TinyReader.read(growing);
        TinyReader.Movie after = TinyReader.read(finished(growing));

        // Then
        assertThat(after.video()).isEqualTo(before.video()).isEqualTo(job.expected());
        assertThat(before.tracks().get(1)).extracting(TinyReader.Seen::pts).containsExactly(-1024L, 0L, 2048L);
        assertThat(after.tracks().get(1)).extracting(TinyReader.Seen::pts).containsExactly(-1024L, 0L, 2048L);
        assertThat(after.tracks().get(1))
                .extracting(TinyReader.Seen::payload)
                .containsExactly("audio -1024", "audio 0", "audio 2048");
        assertThat(after.tracks().get(1)).allMatch(TinyReader.Seen::keyframe);
    }

    @Test
    void finish_audioThatBeginsLate_beginsAtTheSameSample() throws IOException {
        // Given: a time that is no whole tick of the video
        TestJob job = TestJob.regular(2, 2);
        AudioTrack audio = new AudioTrack(44_100, TestJob.SAMPLE_ENTRY, 1024, 0);
        FragmentWriter writer = new FragmentWriter(job.track, audio);
        byte[] growing = concatenate(
                TestJob.bytes(Mp4Head.encode(List.of(job.track, audio))),
                withAudio(writer, job, 0, packet(30_871), packet(31_895)));

        // When
        TinyReader.Movie before = TinyReader.read(growing);
        TinyReader.Movie after = TinyReader.read(finished(growing));

        // Then
        assertThat(before.tracks().get(1)).extracting(TinyReader.Seen::pts).containsExactly(30_871L, 31_895L);
        assertThat(after.tracks().get(1)).extracting(TinyReader.Seen::pts).containsExactly(30_871L, 31_895L);
        assertThat(after.video()).isEqualTo(job.expected());
    }

    private static void assertCutFile(byte[] cutFile) throws IOException {
        String name = "cut at " + cutFile.length;
        int headBytes = JOB.head().length;
        FakeFileChannel file = new FakeFileChannel(cutFile);
        if (cutFile.length < headBytes) {
            assertThatThrownBy(() -> Mp4Finisher.finish(file)).as(name).isInstanceOf(Mp4FormatException.class);
            assertThat(file.bytes()).as(name).isEqualTo(cutFile);
            return;
        }
        int whole = wholeSegments(cutFile.length);

        FinishedMp4 summary = Mp4Finisher.finish(file);

        int frames =
                JOB.segments.subList(0, whole).stream().mapToInt(List::size).sum();
        assertThat(summary.frames()).as(name).isEqualTo(frames);
        assertThat(summary.durationTicks()).as(name).isEqualTo(3000L * frames);
        assertThat(file.bytes()).as(name).isEqualTo(finished(JOB.growing(whole)));
        assertThat(TinyReader.read(file.bytes()).video())
                .as(name)
                .isEqualTo(JOB.expected().subList(0, frames));
    }

    private static int wholeSegments(int bytes) {
        int whole = 0;
        while (whole < JOB.segments.size() && JOB.growing(whole + 1).length <= bytes) {
            whole++;
        }
        return whole;
    }

    private static void assertForeign(byte[] bytes, String message) {
        FakeFileChannel file = new FakeFileChannel(bytes);
        assertThatThrownBy(() -> Mp4Finisher.finish(file))
                .isInstanceOf(Mp4FormatException.class)
                .hasMessageContaining(message);
        assertThat(file.bytes()).isEqualTo(bytes);
        assertThat(file.steps).isEmpty();
    }

    private static boolean breaks(FakeFileChannel file) {
        try {
            Mp4Finisher.finish(file);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static byte[] withAudio(FragmentWriter writer, TestJob job, int segment, AudioSample... packets) {
        List<VideoSample> samples = job.expected().stream()
                .filter(seen -> job.times(segment).pts().contains(seen.pts()))
                .map(seen -> new VideoSample(
                        ByteBuffer.wrap(seen.payload().getBytes(StandardCharsets.ISO_8859_1)),
                        seen.pts(),
                        seen.keyframe()))
                .toList();
        return TestJob.bytes(writer.write(segment, job.times(segment), samples, List.of(packets)));
    }

    private static AudioSample packet(long pts) {
        return new AudioSample(ByteBuffer.wrap(("audio " + pts).getBytes(StandardCharsets.ISO_8859_1)), pts, 1024);
    }

    private static byte[] finished(byte[] growing) throws IOException {
        FakeFileChannel file = new FakeFileChannel(growing);
        Mp4Finisher.finish(file);
        return file.bytes();
    }

    private static byte[] concatenate(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }
}
