package io.tesela.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mp4parser.Box;
import org.mp4parser.IsoFile;
import org.mp4parser.boxes.iso14496.part12.CompositionTimeToSample;
import org.mp4parser.boxes.iso14496.part12.EditListBox;
import org.mp4parser.boxes.iso14496.part12.MovieFragmentBox;
import org.mp4parser.boxes.iso14496.part12.SampleSizeBox;
import org.mp4parser.boxes.iso14496.part12.SyncSampleBox;
import org.mp4parser.boxes.iso14496.part12.TimeToSampleBox;
import org.mp4parser.boxes.iso14496.part12.TrackHeaderBox;
import org.mp4parser.boxes.iso14496.part12.TrackRunBox;
import org.mp4parser.boxes.iso14496.part15.AvcConfigurationBox;
import org.mp4parser.boxes.sampleentry.VisualSampleEntry;

/** A reader that others wrote sees what the job has. */
class IsoparserTest {
    private static final String STBL = "moov/trak/mdia/minf/stbl/";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void isoparser_ofGrowingFile_seesEachFragment() throws IOException {
        TestJob job = TestJob.regular(2, 4, 1, 3, 6);

        try (IsoFile file = open(job.growing())) {
            List<MovieFragmentBox> fragments = file.getBoxes(MovieFragmentBox.class);
            List<TrackRunBox> runs = fragments.stream()
                    .flatMap(fragment -> fragment.getTrackRunBoxes().stream())
                    .toList();

            assertThat(runs.stream().map(run -> (int) run.getSampleCount()))
                    .containsExactlyElementsOf(
                            job.segments.stream().map(List::size).toList());
            assertThat(runs.stream()
                            .flatMap(run -> run.getEntries().stream())
                            .map(TrackRunBox.Entry::getSampleDuration))
                    .containsExactlyElementsOf(job.expected().stream()
                            .map(TinyReader.Seen::duration)
                            .toList());
        }
    }

    @Test
    void isoparser_ofFinishedFile_seesTheIndex() throws IOException {
        TestJob job = TestJob.regular(2, 4, 1, 3, 6);
        FakeFileChannel finished = new FakeFileChannel(job.growing());
        Mp4Finisher.finish(finished);
        List<TinyReader.Seen> expected = job.expected();

        try (IsoFile file = open(finished.bytes())) {
            assertThat(box(file, STBL + "stsz", SampleSizeBox.class).getSampleCount())
                    .isEqualTo(expected.size());
            assertThat(TimeToSampleBox.blowupTimeToSamples(
                            box(file, STBL + "stts", TimeToSampleBox.class).getEntries()))
                    .containsExactly(expected.stream()
                            .mapToLong(TinyReader.Seen::duration)
                            .toArray());
            assertThat(Arrays.stream(CompositionTimeToSample.blowupCompositionTimes(
                            box(file, STBL + "ctts", CompositionTimeToSample.class)
                                    .getEntries())))
                    .containsExactlyElementsOf(expected.stream()
                            .map(seen -> (int) (seen.pts() - seen.dts()))
                            .toList());
            assertThat(box(file, STBL + "stss", SyncSampleBox.class).getSampleNumber())
                    .containsExactly(LongStream.rangeClosed(1, expected.size())
                            .filter(number -> expected.get((int) number - 1).keyframe())
                            .toArray());
            assertThat(box(file, "moov/trak/edts/elst", EditListBox.class).getEntries())
                    .last()
                    .extracting(EditListBox.Entry::getSegmentDuration, EditListBox.Entry::getMediaTime)
                    .containsExactly(job.endPts - job.pts.get(0), job.track.mediaTime());
            assertThat(box(file, "moov/trak/tkhd", TrackHeaderBox.class).getWidth())
                    .isEqualTo(64.0);
            assertThat(box(file, STBL + "stsd/avc1", VisualSampleEntry.class).getHeight())
                    .isEqualTo(48);
            assertThat(box(file, STBL + "stsd/avc1/avcC", AvcConfigurationBox.class)
                            .getAvcLevelIndication())
                    .isEqualTo(0x1F);
        }
    }

    private IsoFile open(byte[] bytes) throws IOException {
        return new IsoFile(Files.write(folder.resolve("job.mp4"), bytes).toFile());
    }

    private static <T extends Box> T box(IsoFile file, String path, Class<T> type) {
        return type.cast(org.mp4parser.tools.Path.<Box>getPath(file, path));
    }
}
