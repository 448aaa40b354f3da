package io.tesela.assembler.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.assembler.join.FrameJoin.Acceptance;
import io.tesela.assembler.testing.MadeJob;
import io.tesela.domain.job.TileKey;
import io.tesela.domain.tile.TileGrid;
import io.tesela.kafka.record.ProgressRecord.MissingTiles;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.kafka.record.ResultRecord.TileVerdict;
import io.tesela.testkit.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random logs, read by joins that are asked at random moments, against a model that knows the whole log. */
class FrameJoinSimulationTest {
    private static final int RUNS = 400;

    @Test
    void join_randomLogs_keepsItsInvariants() {
        Random random = Seeds.random("frame join");
        for (int run = 0; run < RUNS; run++) {
            Simulation simulation = new Simulation(random, run);
            simulation.runWhole();
            simulation.runAgain();
            simulation.runFromCheckpoint();
        }
    }

    /** One log and what it must come to. */
    private static final class Simulation {
        private final Random random;
        private final String name;
        private final MadeJob job;
        private final List<ResultRecord> log;
        private final Map<TileKey, TileResult> winners = new HashMap<>();
        private final List<JoinedFrame> whole = new ArrayList<>();

        Simulation(Random random, int run) {
            this.random = random;
            int frames = 1 + random.nextInt(12);
            TileGrid grid = new TileGrid(1 + random.nextInt(3), 1 + random.nextInt(3));
            MadeJob.Shape shape = new MadeJob.Shape("invert", grid, 16, 16, frames, 1 + random.nextInt(5), 4);
            this.job = new MadeJob("job-" + run, shape, run);
            this.name = "run " + run + ", " + frames + " frames of " + grid;
            this.log = randomLog();
            for (ResultRecord record : log) {
                if (record instanceof TileResult tile && wellFormed(tile)) {
                    winners.putIfAbsent(tile.verdict().key(), tile);
                }
            }
        }

        /** Every frame leaves exactly once, in order, made of the first results; what is missing is named exactly. */
        void runWhole() {
            FrameJoin join = new FrameJoin(job.tiles(), this::fits, 0);
            Model model = new Model();
            for (ResultRecord record : log) {
                assertThat(join.offer(record)).as(name + ": " + record).isEqualTo(model.expect(record));
                model.apply(record);
                while (random.nextBoolean()) {
                    join.next().ifPresent(frame -> {
                        whole.add((JoinedFrame) frame);
                        model.left++;
                    });
                }
                int limit = random.nextInt(20);
                assertThat(join.missing(limit)).as(name).isEqualTo(model.missing(limit));
                assertThat(join.openFrames()).as(name).isEqualTo(model.openFrames());
            }
            drain(join, whole);

            assertThat(join.finished()).as(name).isTrue();
            assertThat(join.openFrames()).as(name).isZero();
            assertThat(join.missing(Integer.MAX_VALUE)).as(name).isEmpty();
            assertThat(whole)
                    .as(name)
                    .extracting(frame -> frame.manifest().timing().index())
                    .containsExactlyElementsOf(indices());
            for (JoinedFrame frame : whole) {
                assertThat(frame.manifest())
                        .isEqualTo(job.manifest(frame.manifest().timing().index()));
                for (int tile = 0; tile < job.tiles(); tile++) {
                    TileKey key =
                            new TileKey(job.id(), frame.manifest().timing().index(), tile);
                    assertThat(frame.tiles().get(tile)).as(name + " " + key).isSameAs(winners.get(key));
                }
            }
            long duplicates = whole.stream().mapToLong(JoinedFrame::duplicates).sum();
            assertThat(duplicates).as(name).isLessThanOrEqualTo(model.duplicateTiles);
        }

        /** Whoever reads the same log comes to the same frames, whenever it asks for them. */
        void runAgain() {
            FrameJoin join = new FrameJoin(job.tiles(), this::fits, 0);
            List<JoinedFrame> frames = new ArrayList<>();
            for (ResultRecord record : log) {
                join.offer(record);
                if (random.nextInt(5) == 0) {
                    drain(join, frames);
                }
            }
            drain(join, frames);

            assertThat(frames).as(name).hasSameSizeAs(whole);
            for (int i = 0; i < frames.size(); i++) {
                assertSame(frames.get(i), whole.get(i));
            }
        }

        /** The next owner reads from the first record that an open segment needs. */
        void runFromCheckpoint() {
            long nextFrame = random.nextInt(job.frames() + 1);
            FrameJoin join = new FrameJoin(job.tiles(), this::fits, nextFrame);
            List<JoinedFrame> frames = new ArrayList<>();
            for (ResultRecord record : log.subList(firstNeeded(nextFrame), log.size())) {
                join.offer(record);
                drain(join, frames);
            }

            assertThat(join.finished()).as(name).isTrue();
            assertThat(frames).as(name).hasSize((int) (job.frames() - nextFrame));
            for (int i = 0; i < frames.size(); i++) {
                assertSame(frames.get(i), whole.get((int) nextFrame + i));
            }
        }

        private List<ResultRecord> randomLog() {
            List<ResultRecord> records = new ArrayList<>(job.records());
            int extra = random.nextInt(records.size() + 1);
            for (int i = 0; i < extra; i++) {
                records.add(extraRecord());
            }
            if (random.nextBoolean()) {
                Collections.shuffle(records, random);
            } else {
                nudge(records);
            }
            return records;
        }

        // Close to the order of ingest, as processors with different delays leave it.
        private void nudge(List<ResultRecord> records) {
            for (int i = 0; i < records.size(); i++) {
                Collections.swap(records, i, Math.min(records.size() - 1, i + random.nextInt(6)));
            }
        }

        private ResultRecord extraRecord() {
            long frame = random.nextInt(job.frames());
            int tile = random.nextInt(job.tiles());
            return switch (random.nextInt(7)) {
                case 0 -> job.failed(frame, tile, 4);
                case 1 -> job.filled(frame, tile, 2);
                case 2 -> job.manifest(frame);
                case 3 -> job.closed();
                case 4 -> job.result(job.filtered(frame, tile).verdict(), new byte[1]);
                case 5 -> misplaced(frame, job.tiles() + tile);
                default -> job.filtered(frame, tile);
            };
        }

        private TileResult misplaced(long frame, int tile) {
            TileKey key = new TileKey(job.id(), frame, tile);
            return job.result(new TileVerdict(key, 1, TileStatus.FILTERED, "p0", 1, 0, ""), new byte[8]);
        }

        private int firstNeeded(long nextFrame) {
            for (int i = 0; i < log.size(); i++) {
                ResultRecord record = log.get(i);
                boolean needed = record instanceof FrameManifest manifest
                        ? manifest.timing().index() >= nextFrame
                        : !(record instanceof TileResult tile)
                                || (wellFormed(tile) && tile.verdict().key().frame() >= nextFrame);
                if (needed) {
                    return i;
                }
            }
            return log.size();
        }

        private boolean fits(TileResult tile) {
            return tile.output().length
                    == job.plan().geometry().coreBytes(tile.verdict().key().tile());
        }

        private boolean wellFormed(TileResult tile) {
            return tile.verdict().key().tile() < job.tiles() && fits(tile);
        }

        private List<Long> indices() {
            List<Long> indices = new ArrayList<>();
            for (long i = 0; i < job.frames(); i++) {
                indices.add(i);
            }
            return indices;
        }

        private void assertSame(JoinedFrame actual, JoinedFrame expected) {
            assertThat(actual.manifest()).as(name).isEqualTo(expected.manifest());
            for (int tile = 0; tile < job.tiles(); tile++) {
                assertThat(actual.tiles().get(tile))
                        .as(name)
                        .isSameAs(expected.tiles().get(tile));
            }
        }

        private static void drain(FrameJoin join, List<JoinedFrame> frames) {
            for (var next = join.next(); next.isPresent(); next = join.next()) {
                frames.add((JoinedFrame) next.get());
            }
        }

        /** What a join should know, written as plainly as possible. */
        private final class Model {
            private final Set<Long> manifests = new HashSet<>();
            private final Set<TileKey> tiles = new HashSet<>();
            private boolean closed;
            private long left;
            private long duplicateTiles;

            Acceptance expect(ResultRecord record) {
                boolean news;
                if (record instanceof FrameManifest manifest) {
                    news = !manifests.contains(manifest.timing().index());
                } else if (record instanceof TileResult tile) {
                    if (!wellFormed(tile)) {
                        return Acceptance.MALFORMED;
                    }
                    news = !tiles.contains(tile.verdict().key());
                    duplicateTiles += news ? 0 : 1;
                } else {
                    news = !closed;
                }
                return news ? Acceptance.KEPT : Acceptance.DUPLICATE;
            }

            void apply(ResultRecord record) {
                if (record instanceof FrameManifest manifest) {
                    manifests.add(manifest.timing().index());
                } else if (record instanceof TileResult tile && wellFormed(tile)) {
                    tiles.add(tile.verdict().key());
                } else if (record instanceof ResultRecord.JobClosed) {
                    closed = true;
                }
            }

            List<MissingTiles> missing(int limit) {
                List<MissingTiles> missing = new ArrayList<>();
                int named = 0;
                for (long frame = left; frame < job.frames(); frame++) {
                    List<Integer> ofFrame = new ArrayList<>();
                    for (int tile = 0; tile < job.tiles() && manifests.contains(frame) && named < limit; tile++) {
                        if (!tiles.contains(new TileKey(job.id(), frame, tile))) {
                            ofFrame.add(tile);
                            named++;
                        }
                    }
                    if (!ofFrame.isEmpty()) {
                        missing.add(new MissingTiles(frame, ofFrame));
                    }
                }
                return missing;
            }

            int openFrames() {
                Set<Long> begun = new HashSet<>(manifests);
                tiles.forEach(key -> begun.add(key.frame()));
                return (int) begun.stream().filter(frame -> frame >= left).count();
            }
        }
    }
}
