package io.tesela.ingest.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.job.JobId;
import io.tesela.ingest.flow.WindowBudget;
import io.tesela.ingest.flow.WindowShares.Claim;
import io.tesela.ingest.testing.RecordingSink;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.Position;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ProgressRecord.Load;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecord.JobClosed;
import io.tesela.kafka.record.ResultRecord.SegmentCut;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.topic.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.subscriber.TestSubscriber;

/**
 * One job of {@link WindowSimulationTest}: the real flow, and all that stands behind it as far as an ingest can see.
 *
 * <p>What is true, and what the ingest has heard of it, are told apart: the promises are about the first, made by the second.
 */
final class SimulatedJob implements WindowBudget.Member {
    private static final int THINGS = 13;

    private final Setting setting;
    private final Random random;
    private final Set<Integer> slowAt;
    private final RecordingSink sink;
    private final FrameFlow flow;
    private final TestSubscriber<Void> run = TestSubscriber.create();
    private final List<Sinks.Empty<Void>> unanswered = new ArrayList<>();
    private final List<Checkpoint> underWay = new ArrayList<>();

    // What is in the log.
    private final List<FrameManifest> manifests = new ArrayList<>();
    private final Map<Integer, Long> cuts = new HashMap<>();
    private Optional<JobClosed> closed = Optional.empty();
    private int recordsSeen;

    // What is true of the assembler.
    private long epoch = 1;
    private int nextSegment;
    private long nextFrame;
    private long taken;

    // What the ingest has heard.
    private int window = 1;
    private long heardReleased;
    private long heardFrames;
    private long heardStored;

    /** What the ingest may have decoded by what it has heard up to now. */
    private long ceiling = 1;

    private boolean left;

    /**
     * What holds for a job.
     *
     * @param frameBytes pixels of one of its frames
     * @param outputPerFrame bytes of output that a frame becomes
     * @param windowFrames W
     * @param windowBytes B
     * @param outputBytes S
     */
    record Setting(
            JobId id,
            int frames,
            int segmentFrames,
            long frameBytes,
            int outputPerFrame,
            int windowFrames,
            long windowBytes,
            long outputBytes) {
        /** Returns the frames whose output may be on its way to the ingest, besides a window. */
        long lagFrames() {
            return 2L * segmentFrames;
        }
    }

    SimulatedJob(Setting setting, Random random, RecordingSink sink, FrameFlow flow) {
        this.setting = setting;
        this.random = random;
        this.sink = sink;
        this.flow = flow;
        this.slowAt = random.ints(random.nextInt(4), 0, THINGS).boxed().collect(Collectors.toSet());
        sink.answer(this::answerSomeTime);
    }

    void start() {
        flow.run().subscribe(run);
    }

    void leave() {
        left = true;
        run.cancel();
    }

    /** Does one thing that may happen to a job; what its parties are slow at seldom happens. */
    void step() {
        int thing = random.nextInt(THINGS);
        if (slowAt.contains(thing) && random.nextInt(20) > 0) {
            return;
        }
        switch (thing) {
            case 0, 1, 2 -> take(1 + random.nextInt(6));
            case 3, 4 -> say();
            case 5, 6 -> hearOneOf(underWay.size());
            case 7 -> lose();
            case 8 -> restart();
            case 9 -> hearOutput();
            case 10 -> store(random.nextLong(heardBytes() + 1));
            case 11 -> answer();
            default -> cut();
        }
    }

    /** Does everything that is still to be done; what is lost stays lost. */
    void deliverTheRest() {
        while (!unanswered.isEmpty()) {
            answer();
        }
        take(setting.frames());
        say();
        hearOneOf(0);
        hearOutput();
        store(heardBytes());
    }

    @Override
    public Claim claim() {
        return flow.claim();
    }

    @Override
    public void resize(int frames) {
        window = frames;
        raiseCeiling();
        flow.resize(frames);
    }

    boolean complete() {
        return run.isTerminatedComplete();
    }

    /** The invariant, from what can be seen: the log, and what the ingest still holds. */
    void verify() {
        look();
        long inFlight = Math.max(0, manifests.size() - heardReleased);
        assertThat(manifests.size()).as("decoded by %s", this).isLessThanOrEqualTo((int) ceiling);
        assertThat(inFlight).as("W of %s", this).isLessThanOrEqualTo(setting.windowFrames());
        assertThat(inFlight * setting.frameBytes())
                .as("B of %s", this)
                .isLessThanOrEqualTo(Math.max(setting.windowBytes(), setting.frameBytes()));
        assertThat(flow.unreleased().size()).as("held by %s", this).isEqualTo(inFlight);
        assertThat(flow.unreleased().bytes()).as("held by %s", this).isEqualTo(inFlight * setting.frameBytes());
        assertThat(nextFrame * setting.outputPerFrame() - heardStored)
                .as("S of %s", this)
                .isLessThan(setting.outputBytes()
                        + (setting.lagFrames() + setting.windowFrames()) * setting.outputPerFrame());
        if (!left && unanswered.isEmpty()) {
            assertThat(manifests.size()).as("goes on: %s", this).isEqualTo((int) Math.min(setting.frames(), ceiling));
        }
    }

    /** Each frame once, in order, and the end said. */
    void verifyComplete() {
        assertThat(manifests)
                .as("frames of %s", this)
                .extracting(manifest -> manifest.timing().index())
                .containsExactlyElementsOf(
                        LongStream.range(0, setting.frames()).boxed().toList());
        assertThat(closed).as("end of %s", this).contains(new JobClosed(setting.id(), setting.frames()));
        assertThat(heardFrames).as("output of %s", this).isEqualTo(setting.frames());
        assertThat(flow.unreleased().size()).as("held by %s", this).isZero();
    }

    @Override
    public String toString() {
        return setting + " window " + window + " released " + heardReleased + " arrived " + heardFrames + " stored "
                + heardStored + " taken " + taken + " epoch " + epoch;
    }

    private long heardBytes() {
        return heardFrames * setting.outputPerFrame();
    }

    /** By DESIGN 4: {@code n < released + W}, and published, unacknowledged output below S, and not too much of it under way. */
    private void raiseCeiling() {
        if (heardBytes() - heardStored < setting.outputBytes()) {
            ceiling = Math.max(ceiling, Math.min(heardReleased, heardFrames + setting.lagFrames()) + window);
        }
    }

    /** The encoders take frames that are in the log; a segment is published with its last frame. */
    private void take(int frames) {
        look();
        for (int i = 0; i < frames && taken < manifests.size(); i++) {
            taken++;
            publishIfEnded();
        }
        publishIfEnded();
    }

    private void publishIfEnded() {
        if (taken == nextFrame) {
            return;
        }
        FrameManifest last = manifests.get((int) taken - 1);
        boolean cut = cuts.getOrDefault(nextSegment, -1L) == taken - 1;
        if (last.segment() == nextSegment && (cut || last.position().endsSegment())) {
            nextSegment++;
            nextFrame = taken;
        }
    }

    private void say() {
        long joined = Math.min(manifests.size(), taken + random.nextInt(3));
        Load load = new Load(joined, random.nextInt(4) * 1000L);
        underWay.add(new Checkpoint(
                setting.id(), epoch, nextSegment, nextFrame, List.of(), List.of(), taken, List.of(), load));
    }

    /** The newest, or any of the {@code older} ones, which may come again. */
    private void hearOneOf(int older) {
        if (underWay.isEmpty()) {
            return;
        }
        int which = older == 0 ? underWay.size() - 1 : random.nextInt(older);
        Checkpoint heard = random.nextBoolean() ? underWay.get(which) : underWay.remove(which);
        heardReleased = Math.max(heardReleased, heard.released());
        raiseCeiling();
        flow.progressed(heard);
    }

    private void lose() {
        if (!underWay.isEmpty()) {
            underWay.remove(random.nextInt(underWay.size()));
        }
    }

    /** A new owner goes on from the last segment that is published; what its predecessor said may still come. */
    private void restart() {
        epoch++;
        taken = nextFrame;
    }

    private void hearOutput() {
        heardFrames = nextFrame;
        raiseCeiling();
        flow.outputPublished(heardBytes(), heardFrames);
    }

    /** Acknowledgements may repeat what was said before. */
    private void store(long bytes) {
        heardStored = Math.max(heardStored, bytes);
        raiseCeiling();
        flow.outputStored(bytes);
    }

    private Mono<List<Position>> answerSomeTime(Mono<List<Position>> landed) {
        if (random.nextBoolean()) {
            return landed;
        }
        Sinks.Empty<Void> answer = Sinks.empty();
        unanswered.add(answer);
        return answer.asMono().then(landed);
    }

    private void answer() {
        if (!unanswered.isEmpty()) {
            unanswered.remove(random.nextInt(unanswered.size())).tryEmitEmpty();
        }
    }

    private void cut() {
        if (!left) {
            flow.cutIfStill().subscribe();
        }
    }

    /** Takes note of what is new in the log. */
    private void look() {
        List<FlowRecord> records = sink.sent();
        while (recordsSeen < records.size()) {
            FlowRecord record = records.get(recordsSeen++);
            if (record.topic().equals(Topics.RESULTS)) {
                look(ResultRecordCodec.decode(record));
            }
        }
    }

    private void look(ResultRecord record) {
        if (record instanceof FrameManifest manifest) {
            manifests.add(manifest);
        } else if (record instanceof SegmentCut cut) {
            cuts.put(cut.segment(), cut.lastFrame());
        } else if (record instanceof JobClosed end) {
            closed = Optional.of(end);
        }
    }
}
