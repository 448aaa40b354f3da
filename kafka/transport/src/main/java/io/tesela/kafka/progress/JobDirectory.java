package io.tesela.kafka.progress;

import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobSpec;
import io.tesela.kafka.record.ProgressRecord;
import io.tesela.kafka.record.ProgressRecord.Cancelled;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ProgressRecord.Forgotten;
import io.tesela.kafka.record.ProgressRecord.Opened;
import io.tesela.kafka.record.ProgressRecord.Parked;
import io.tesela.kafka.record.ProgressRecord.Unreadable;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The jobs that exist, folded from the progress log.
 *
 * <p>The highest epoch of a job's checkpoints counts; a checkpoint of a job that is not open is passed over.
 *
 * <p><b>Threads:</b> one thread applies, any thread asks.
 */
public final class JobDirectory {
    private final Map<JobId, Entry> entries = new ConcurrentHashMap<>();
    private final Set<JobId> unreadable = ConcurrentHashMap.newKeySet();
    private final EndedJobs ended = new EndedJobs();

    /**
     * What is known of one job.
     *
     * @param ingest id of the ingest that owns it
     * @param checkpoint of the highest epoch
     * @param epoch highest epoch seen; 0 if nobody has taken the job yet
     */
    public record Entry(JobSpec spec, String ingest, boolean cancelled, Optional<Checkpoint> checkpoint, long epoch) {}

    /** Adds what one record says. */
    public void apply(ProgressRecord progress) {
        if (progress instanceof Opened opened) {
            entries.putIfAbsent(opened.job(), new Entry(opened.spec(), opened.ingest(), false, Optional.empty(), 0));
            unreadable.remove(opened.job());
        } else if (progress instanceof Unreadable) {
            unreadable.add(progress.job());
        } else if (progress instanceof Cancelled) {
            unreadable.remove(progress.job());
            entries.computeIfPresent(
                    progress.job(),
                    (job, entry) -> new Entry(entry.spec(), entry.ingest(), true, entry.checkpoint(), entry.epoch()));
        } else if (progress instanceof Checkpoint checkpoint) {
            entries.computeIfPresent(progress.job(), (job, entry) -> newer(entry, checkpoint));
        } else if (progress instanceof Parked parked) {
            // Somebody may have taken the job up meanwhile, under the same epoch: that one goes on.
            entries.computeIfPresent(
                    progress.job(),
                    (job, entry) ->
                            parked.checkpoint().epoch() > entry.epoch() ? newer(entry, parked.checkpoint()) : entry);
        } else if (progress instanceof Forgotten) {
            entries.remove(progress.job());
            unreadable.remove(progress.job());
            ended.add(progress.job());
        }
    }

    /** Returns what is known of a job; empty if it is not open. */
    public Optional<Entry> find(JobId job) {
        return Optional.ofNullable(entries.get(job));
    }

    /** Returns the ingests with jobs that are open and whose output goes to a partition. */
    public Set<String> ingestsOf(int outputPartition) {
        return entries.values().stream()
                .filter(entry -> entry.spec().outputPartition() == outputPartition)
                .map(Entry::ingest)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the jobs of an ingest that are open. */
    public Set<JobId> jobsOf(String ingest) {
        return entries.values().stream()
                .filter(entry -> entry.ingest().equals(ingest))
                .map(entry -> entry.spec().id())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns whether a job was opened by a record that cannot be read, so that {@link #find} will stay empty. */
    public boolean unreadable(JobId job) {
        return unreadable.contains(job) && !entries.containsKey(job);
    }

    /** Returns whether a job is known to be over; empty answers of {@link #find} need no second look then. */
    public boolean ended(JobId job) {
        return ended.contains(job);
    }

    /** Returns whether a job is known to be unwanted: cancelled, or over. */
    public boolean cancelled(JobId job) {
        Entry entry = entries.get(job);
        return entry == null ? ended.contains(job) : entry.cancelled();
    }

    /**
     * Returns whether nobody needs a tile of a frame any more: its job is {@link #cancelled}, or the frame's segment is published, so
     * that the tile is a second sending, or that of an ingest which has not heard yet.
     *
     * <p>Not so for every frame that was released: until its segment is published an ingest that starts over sends it again.
     */
    public boolean needless(JobId job, long frame) {
        Entry entry = entries.get(job);
        if (entry == null) {
            return ended.contains(job);
        }
        return entry.cancelled()
                || entry.checkpoint()
                        .filter(checkpoint -> frame < checkpoint.nextFrame())
                        .isPresent();
    }

    private static Entry newer(Entry entry, Checkpoint checkpoint) {
        return checkpoint.epoch() < entry.epoch()
                ? entry
                : new Entry(
                        entry.spec(), entry.ingest(), entry.cancelled(), Optional.of(checkpoint), checkpoint.epoch());
    }
}
