package io.tesela.standalone.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.report.DegradedTile;
import io.tesela.domain.report.FoundRun;
import io.tesela.domain.tile.TileGrid;
import io.tesela.filters.FilterEngine;
import io.tesela.filters.FilterLibrary;
import io.tesela.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** With the real filters, and results put together of tiles by the assembler's own code. */
class VerifierTest {
    private static final List<String> CHAINS = List.of(
            "gray",
            "invert",
            "blur:5,sobel",
            "canny",
            "blur:3,canny:10:40",
            "canny:20:60,blur:3",
            "blur:3,canny:5:90,blur:5,invert",
            "canny,canny",
            "blur:3,motion:8",
            "motion:8,motion:8",
            "motion:8,canny:20:60,blur:3",
            "canny:20:60,motion",
            "motion:highlight",
            "faces");

    @TempDir
    Path folder;

    @Test
    void verify_ofAnyChainAndGrid_findsFramesEqual_andDegradedTilesAsReported() throws IOException {
        Random random = Seeds.random("verify");
        for (int run = 0; run < 60; run++) {
            // Given
            MadeResult made = made(random, 3);
            Set<Long> degraded = degradeSome(made, random);

            // When
            Verification found = verify(made, made.write());

            // Then
            assertThat(found.differences()).allMatch(Difference::asReported);
            assertThat(found.explained()).as(made.plan().toString()).isTrue();
            assertThat(found.asReported()).isEqualTo(degraded.size());
            assertThat(found.equal()).isEqualTo(3 - degraded.size());
            assertThat(found.passes(made.degraded().size())).isTrue();
        }
    }

    /** One that is named and not degraded, or degraded and not named, shows: what is verified is the report, too. */
    @Test
    void verify_ofAReportThatNamesOtherTiles_findsTheFrame() throws IOException {
        Random random = Seeds.random("verify, other tiles");
        for (String chain : List.of("invert", "canny,invert")) {
            // Given
            MadeResult made = new MadeResult(folder, chain, new TileGrid(2, 2), 3, random);
            made.degrade(1, 2);
            DegradedTile other = new DegradedTile(1, 3, "it would not", 3);

            // When
            Verification unnamed = verify(made, made.write(List.of(), 0));
            Verification misnamed = verify(made, made.write(List.of(other), 1));

            // Then
            assertThat(unnamed.lines(0))
                    .hasSize(2)
                    .first()
                    .asString()
                    .matches("frame 1: differs, and the report does not say why: crc32c [0-9a-f]{8}"
                            + " \\(expected: [0-9a-f]{8}\\)");
            assertThat(unnamed.lines(0)).last().isEqualTo("not verified: 2 frames equal, 1 differs");
            assertThat(misnamed.lines(1))
                    .hasSize(2)
                    .first()
                    .asString()
                    .startsWith("frame 1: differs from what the report says, which is tile 3 original pixels"
                            + " (it would not, 3 attempts): crc32c ");
            assertThat(misnamed.passes(1)).isFalse();
        }
    }

    @Test
    void verify_ofDegradedTiles_passesWhereTheyAreAllowed() throws IOException {
        // Given
        MadeResult made = new MadeResult(folder, "canny,invert", new TileGrid(2, 2), 3, new Random(1));
        made.degrade(1, 0);
        made.degrade(1, 3);

        // When
        Verification found = verify(made, made.write());

        // Then
        assertThat(found.lines(2))
                .containsExactly(
                        "frame 1: differs as reported: tiles 0, 3 original pixels (it would not, 3 attempts)",
                        "verified: 2 frames equal, 1 differs as reported");
        assertThat(found.passes(1)).isFalse();
        assertThat(found.lines(1))
                .last()
                .isEqualTo("not verified: 2 frames equal, 1 differs as reported; degraded tiles: 2"
                        + " (expected: at most 1, from --max-degraded)");
    }

    @Test
    void verify_ofFramesWhoseTilesAreCountedAndNotNamed_takesThemForOriginalOnes() throws IOException {
        // Given
        MadeResult made = new MadeResult(folder, "canny,invert", new TileGrid(2, 1), 3, new Random(2));
        made.degrade(0, 0);
        made.degrade(0, 1);
        made.degrade(2, 0);
        made.degrade(2, 1);

        // When
        Verification told = verify(made, made.write(made.degraded().subList(0, 2), 4));
        Verification belittled = verify(made, made.write(made.degraded().subList(0, 2), 3));

        // Then
        assertThat(told.lines(4))
                .containsExactly(
                        "frame 0: differs as reported: tiles 0, 1 original pixels (it would not, 3 attempts)",
                        "frame 2: differs as reported: all tiles original pixels (not all of them are named in the report)",
                        "verified: 1 frame equal, 2 differ as reported");
        assertThat(belittled.lines(4))
                .contains("report: degraded_tiles_omitted: 1 (expected: at least 2, as many as there are)");
        assertThat(belittled.passes(4)).isFalse();
    }

    @Test
    void verify_ofCountsThatAreOthersOrMissing_saysWhichFrames() throws IOException {
        // Given: nothing that looks like a face
        MadeResult made = new MadeResult(folder, "faces", TileGrid.WHOLE, 4, new Random(12));
        assertThat(verify(made, made.write()).lines(0)).containsExactly("verified: 4 frames equal, 0 differ");
        assertThat(made.found()).containsExactly(new FoundRun("faces", 0, 4, 0));

        // When
        ResultFiles files = made.rewrite(List.of(new FoundRun("faces", 0, 2, 0), new FoundRun("faces", 2, 1, 7)));

        // Then
        assertThat(verify(made, files).lines(0))
                .containsExactly(
                        "frame 2: found faces 7 (expected: faces 0)",
                        "frame 3: found nothing (expected: faces 0)",
                        "not verified: 2 frames equal, 2 differ");
    }

    @Test
    void verify_ofAReportThatSaysNothingOfWhatWasFound_hasNothingToCompare() throws IOException {
        MadeResult made = new MadeResult(folder, "faces", TileGrid.WHOLE, 2, new Random(13));
        made.write();

        assertThat(verify(made, made.rewrite(List.of())).lines(0))
                .containsExactly("verified: 2 frames equal, 0 differ");
    }

    @Test
    void verify_ofCountsOnAFrameWhoseTileIsDegraded_saysSo() throws IOException {
        MadeResult made = new MadeResult(folder, "faces", TileGrid.WHOLE, 2, new Random(14));
        made.degrade(1, 0);
        made.write();
        assertThat(made.found()).containsExactly(new FoundRun("faces", 0, 1, 0));

        assertThat(verify(made, made.rewrite(List.of(new FoundRun("faces", 0, 2, 0))))
                        .lines(1))
                .contains("frame 1: found faces 0 (expected: nothing)");
    }

    @Test
    void verify_ofFramesShownAtOtherTimes_saysWhichAndWhen() throws IOException {
        // Given
        MadeResult made = new MadeResult(folder, "invert", TileGrid.WHOLE, 4, new Random(3));
        ResultFiles files = made.write();
        List<Long> pts = new ArrayList<>(made.outPts());
        pts.set(2, pts.get(2) + 1);
        made.writeOut(pts);

        // When
        Verification found = verify(made, files);

        // Then
        assertThat(found.lines(0))
                .containsExactly(
                        "frame 2: pts " + pts.get(2) + " of 1/90000 s (expected: " + pts.get(2) / 90
                                + " of 1/1000 s, as in the source)",
                        "not verified: 3 frames equal, 1 differs");
    }

    @Test
    void verify_ofFilesOfOtherLengths_saysHowManyFramesEachHas() throws IOException {
        // Given
        MadeResult made = new MadeResult(folder, "invert", TileGrid.WHOLE, 4, new Random(4));
        ResultFiles files = made.write();
        made.writeOut(made.outPts().subList(0, 3));
        List<String> lines = Files.readAllLines(made.checksums());
        lines.add("0123abcd");
        Files.write(made.checksums(), lines);

        // When
        Verification found = verify(made, files);

        // Then
        assertThat(found.lines(0))
                .containsExactly(
                        "out.frame_crc32c: frames: 5 (expected: 4, as in the source)",
                        "out.mp4: frames: 3 (expected: 4, as in the source)",
                        "not verified: 4 frames equal, 0 differ");
        assertThat(found.passes(0)).isFalse();
    }

    @Test
    void verify_ofASideFileThatEndsEarly_countsTheFramesThatAreNotThere() throws IOException {
        // Given
        MadeResult made = new MadeResult(folder, "invert", TileGrid.WHOLE, 4, new Random(5));
        ResultFiles files = made.write();
        Files.write(made.checksums(), Files.readAllLines(made.checksums()).subList(0, 1));

        // When
        Verification found = verify(made, files);

        // Then
        assertThat(found.lines(0))
                .containsExactly(
                        "out.frame_crc32c: frames: 1 (expected: 4, as in the source)",
                        "not verified: 1 frame equal, 3 differ");
    }

    @Test
    void verify_ofMoreDifferencesThanAnybodyReads_listsTheFirstAndCountsAll() throws IOException {
        // Given: the first five differ as reported, and do not hide the others
        MadeResult made = new MadeResult(folder, "invert", new TileGrid(2, 1), 35, new Random(6));
        for (int frame = 0; frame < 35; frame++) {
            made.degrade(frame, 0);
        }
        ResultFiles files = made.write(made.degraded().subList(0, 5), 5);
        Files.writeString(files.out(), "resul");

        // When
        Verification found = verify(made, files);

        // Then
        assertThat(found.different()).isEqualTo(30);
        assertThat(found.differences()).hasSize(26);
        assertThat(found.lines(5))
                .hasSize(28)
                .contains("and 10 more")
                .anyMatch(line -> line.startsWith("out.mp4: 5 bytes (expected: 6, "));
    }

    @Test
    void verify_ofAnotherVideo_refusesItWithoutDecodingAnything() throws IOException {
        // Given
        MadeResult made = new MadeResult(folder, "invert", TileGrid.WHOLE, 2, new Random(7));
        ResultFiles files = made.write();
        Files.writeString(files.video(), "sourcE");

        // When, then
        assertThatThrownBy(() -> verify(made, files))
                .isInstanceOfSatisfying(
                        TeselaException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.CHECKSUM_MISMATCH))
                .hasMessageStartingWith(
                        "--video: " + files.video() + ": not the video that the job was made of: sha256: ")
                .hasMessageEndingWith(", as the report says)");
        assertThat(made.decoders().decoded()).isZero();
    }

    @Test
    void verify_ofAnotherResult_saysSo_andStillComparesTheFrames() throws IOException {
        // Given
        MadeResult made = new MadeResult(folder, "canny", new TileGrid(2, 2), 2, new Random(8));
        ResultFiles files = made.write();
        Files.writeString(files.out(), "resul");

        // When
        Verification found = verify(made, files);

        // Then
        assertThat(found.lines(0))
                .containsExactly(
                        "out.mp4: 5 bytes (expected: 6, as the report says); the times of its frames are not compared",
                        "not verified: 2 frames equal, 0 differ");
    }

    @Test
    void verify_withoutAnyFilterDone_decodesNoMoreFramesThanMayBeInMemory() throws IOException {
        // Given
        MadeResult made = new MadeResult(folder, "invert", TileGrid.WHOLE, 20, new Random(9));
        Deque<Runnable> waiting = new ArrayDeque<>();
        Scheduler filter = Schedulers.fromExecutor(waiting::add);
        ResultFiles files = made.write();

        // When
        Disposable running = verifier(made, FilterEngine.standard(), filter, 3)
                .verify(files, new VerifyProgress(() -> 0))
                .subscribe();

        // Then: three of the source, and as many of the result beside them
        assertThat(made.decoders().decoded()).isEqualTo(2 * 3);
        Objects.requireNonNull(waiting.poll()).run();
        assertThat(made.decoders().decoded()).isEqualTo(2 * 4);
        running.dispose();
    }

    @Test
    void verify_cancelled_closesTheFiles() throws IOException {
        // Given
        MadeResult made = new MadeResult(folder, "invert", TileGrid.WHOLE, 20, new Random(10));
        Deque<Runnable> waiting = new ArrayDeque<>();
        Scheduler filter = Schedulers.fromExecutor(waiting::add);
        Disposable running = verifier(made, FilterEngine.standard(), filter, 3)
                .verify(made.write(), new VerifyProgress(() -> 0))
                .subscribe();
        assertThat(made.decoders().open()).isEqualTo(2);

        // When
        running.dispose();

        // Then
        assertThat(made.decoders().open()).isZero();
    }

    @Test
    void verify_filterThatFails_failsAndClosesTheFiles() throws IOException {
        // Given
        MadeResult made = new MadeResult(folder, "invert", TileGrid.WHOLE, 20, new Random(11));
        FilterEngine empty = new FilterEngine(new FilterLibrary(List.of()));
        ResultFiles files = made.write();

        // When, then
        assertThatThrownBy(() -> verifier(made, empty, Schedulers.immediate(), 2)
                        .verify(files, new VerifyProgress(() -> 0))
                        .block())
                .isInstanceOf(TeselaException.class)
                .hasMessageStartingWith("filter: invert (expected: one of ");
        assertThat(made.decoders().open()).isZero();
    }

    private MadeResult made(Random random, int frames) {
        String chain = CHAINS.get(random.nextInt(CHAINS.size()));
        TileGrid grid = new TileGrid(1 + random.nextInt(5), 1 + random.nextInt(5));
        return new MadeResult(folder, chain, grid, frames, random);
    }

    /** Degrades none to all tiles of each frame; returns the frames that have any. */
    private static Set<Long> degradeSome(MadeResult made, Random random) {
        int share = random.nextInt(5);
        for (int frame = 0; frame < 3; frame++) {
            for (int tile = 0; tile < made.plan().effectiveTiles().tiles(); tile++) {
                if (random.nextInt(4) < share) {
                    made.degrade(frame, tile);
                }
            }
        }
        return made.degraded().stream().map(DegradedTile::frame).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Verification verify(MadeResult made, ResultFiles files) {
        return Objects.requireNonNull(verifier(made, FilterEngine.standard(), Schedulers.immediate(), 2)
                .verify(files, new VerifyProgress(() -> 0))
                .block());
    }

    private static Verifier verifier(MadeResult made, FilterEngine engine, Scheduler filter, int parallelism) {
        return new Verifier(
                FilterCatalogue.standard(),
                engine,
                made.decoders(),
                new Verifier.Workers(Schedulers.immediate(), filter, parallelism));
    }
}
