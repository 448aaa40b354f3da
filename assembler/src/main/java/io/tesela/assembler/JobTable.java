package io.tesela.assembler;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.RetryingSink;
import io.tesela.kafka.flow.TransportException;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.progress.JobDirectory.Entry;
import io.tesela.kafka.progress.ProgressLog;
import io.tesela.kafka.record.MalformedRecordException;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecord.JobRefused;
import io.tesela.kafka.record.ResultRecordCodec;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The jobs this assembler works on: finds or takes up the one of each record, drops those it lost.
 *
 * <p>Before the first record of a newly assigned partition, and before a job is called unknown, the progress log is read to
 * its current end: a job's {@code open} is there before any record of it, and so is every checkpoint of its former owner.
 *
 * <ul>
 *   <li><b>Backpressure:</b> one record at a time.
 *   <li><b>Threads:</b> all methods but {@link #assigned}, {@link #revoked} and {@link #runAll} on the join scheduler.
 *   <li><b>Errors:</b> a job that fails is reported to its ingest, and then its records are passed over until it is forgotten;
 *       so does one that a processor refuses, one of which the carrier refuses a record, or of which a record cannot be read that is no tile result. Where the report cannot be written either, {@link #runAll} or
 *       {@link #accept} ends with that error, with nothing acknowledged.
 * </ul>
 */
final class JobTable {
    private static final Logger LOG = LoggerFactory.getLogger(JobTable.class);

    private final ProgressLog progress;
    private final AssemblyContext context;
    private final Map<Integer, Long> generations = new ConcurrentHashMap<>();
    private final Map<Integer, Long> synced = new HashMap<>();
    private final Map<JobId, JobAssembly> jobs = new ConcurrentHashMap<>();
    private final Set<JobId> failed = ConcurrentHashMap.newKeySet();
    /** Jobs that are being let go of: what comes of them meanwhile waits for that. */
    private final Map<JobId, Mono<Void>> parkings = new ConcurrentHashMap<>();

    private final Sinks.Many<JobAssembly> started;

    JobTable(ProgressLog progress, AssemblyContext context, Sinks.Many<JobAssembly> started) {
        this.progress = progress;
        this.context = context;
        this.started = started;
    }

    int size() {
        return jobs.size();
    }

    /** Notes under which generation partitions are owned; any thread. */
    void assigned(Set<Integer> partitions, long generation) {
        partitions.forEach(partition -> generations.put(partition, generation));
    }

    /** Notes that partitions are not owned any more, so that what is under way from them is passed over; any thread. */
    void revoked(Set<Integer> partitions) {
        partitions.forEach(generations::remove);
    }

    /** Drops the jobs of partitions that were lost; nothing of them is acknowledged. */
    void dropJobsOf(Set<Integer> partitions) {
        jobs.values().removeIf(job -> partitions.contains(job.partition()) && stopped(job));
    }

    /** Drops a job that is cancelled or forgotten, and lets go of its records. */
    void dropped(JobId id) {
        failed.remove(id);
        JobAssembly job = jobs.remove(id);
        if (job != null) {
            job.stop();
            job.letGo();
        }
    }

    /** Notes a sign of life of a job's ingest. */
    void heard(JobId id) {
        JobAssembly job = jobs.get(id);
        if (job != null) {
            job.heard();
        }
    }

    /** Runs every job that is taken up, as long as it is owned. */
    Flux<Checkpoint> runAll(int maxJobs) {
        return started.asFlux().flatMap(this::runOne, maxJobs, 1);
    }

    /** Takes the next record of the log; completes when another one may come. */
    Mono<Void> accept(Delivery delivery) {
        return leftover(delivery) ? Mono.empty() : synchronised(delivery).then(Mono.defer(() -> route(delivery)));
    }

    private boolean leftover(Delivery delivery) {
        Long generation = generations.get(delivery.partition());
        return generation == null || generation != delivery.generation();
    }

    private Mono<Void> synchronised(Delivery delivery) {
        Long done = synced.get(delivery.partition());
        if (done != null && done == delivery.generation()) {
            return Mono.empty();
        }
        return progress.caughtUp()
                .publishOn(context.joinScheduler())
                .doOnSuccess(unused -> synced.put(delivery.partition(), delivery.generation()));
    }

    private Mono<Void> route(Delivery delivery) {
        // Its partition may have been lost, and its jobs dropped, while the progress log was read.
        if (leftover(delivery)) {
            return Mono.empty();
        }
        ResultRecord result;
        try {
            result = ResultRecordCodec.decode(delivery.record());
        } catch (MalformedRecordException e) {
            return unreadable(delivery, e);
        }
        Mono<Void> parking = parkings.get(result.job());
        if (parking == null && result instanceof JobRefused refused) {
            return fail(refused.job(), new TeselaException(FailureCode.BAD_FILTER, refused.reason()), delivery);
        }
        return parking == null ? offer(result, delivery) : parking.then(Mono.defer(() -> route(delivery)));
    }

    private Mono<Void> offer(ResultRecord result, Delivery delivery) {
        JobAssembly job = jobs.get(result.job());
        return job != null ? offer(job, result, delivery) : offerToNewJob(result, delivery);
    }

    /** A tile result is made good by hedge and fill. Nothing else comes a second time: without it a job would never end. */
    private Mono<Void> unreadable(Delivery delivery, MalformedRecordException error) {
        FlowRecord record = delivery.record();
        context.meters().malformed();
        LOG.atError().setCause(error).addKeyValue("key", record.key()).log("malformed result");
        if (ResultRecordCodec.isTileResult(record)) {
            return context.output()
                    .deadLetter(record, String.valueOf(error.getMessage()))
                    .doOnSuccess(unused -> delivery.acknowledge());
        }
        String key = record.key();
        if (key == null || !JobId.isValid(key)) {
            delivery.acknowledge();
            return Mono.empty();
        }
        TeselaException failure = new TeselaException(
                FailureCode.INTERNAL,
                "results: a record of this job cannot be read (expected: one that is whole and of this version)",
                error);
        return fail(new JobId(key), failure, delivery);
    }

    private Mono<Void> fail(JobId id, TeselaException error, Delivery delivery) {
        JobAssembly job = jobs.get(id);
        return job != null ? fail(job, error, delivery) : failNewJob(id, error, delivery);
    }

    private Mono<Void> offer(JobAssembly job, ResultRecord result, Delivery delivery) {
        return job.offer(result, delivery).onErrorResume(TeselaException.class, e -> fail(job, e, delivery));
    }

    private Mono<Void> fail(JobAssembly job, TeselaException error, Delivery delivery) {
        return fail(job, error).doOnSuccess(unused -> delivery.acknowledge());
    }

    private Mono<Void> failNewJob(JobId id, TeselaException error, Delivery delivery) {
        if (over(id)) {
            delivery.acknowledge();
            return Mono.empty();
        }
        return find(id).flatMap(entry -> giveUp(entry, error, delivery))
                .switchIfEmpty(Mono.defer(() -> passOver(id, delivery)))
                .then();
    }

    private boolean over(JobId id) {
        return failed.contains(id) || progress.directory().ended(id);
    }

    private Mono<Void> offerToNewJob(ResultRecord result, Delivery delivery) {
        if (over(result.job())) {
            delivery.acknowledge();
            return Mono.empty();
        }
        return find(result.job())
                .flatMap(entry -> takeUp(entry, result, delivery))
                .switchIfEmpty(Mono.defer(() -> passOver(result.job(), delivery)))
                .then();
    }

    /** Looks a job up, a second time after the progress log has been read to its end. */
    private Mono<Entry> find(JobId id) {
        JobDirectory directory = progress.directory();
        return Mono.justOrEmpty(directory.find(id))
                .switchIfEmpty(progress.caughtUp()
                        .publishOn(context.joinScheduler())
                        .then(Mono.fromCallable(() -> directory.find(id).orElse(null))));
    }

    private Mono<Boolean> takeUp(Entry entry, ResultRecord result, Delivery delivery) {
        if (leftover(delivery)) {
            return Mono.just(false);
        }
        if (entry.cancelled()) {
            delivery.acknowledge();
            return Mono.just(false);
        }
        JobAssembly job;
        try {
            job = start(entry, delivery.partition());
        } catch (RuntimeException e) {
            return refuse(entry, e, delivery).thenReturn(false);
        }
        return offer(job, result, delivery).thenReturn(true);
    }

    private Mono<Boolean> giveUp(Entry entry, TeselaException error, Delivery delivery) {
        if (leftover(delivery)) {
            return Mono.just(false);
        }
        if (entry.cancelled()) {
            delivery.acknowledge();
            return Mono.just(false);
        }
        return refuse(entry, error, delivery).thenReturn(false);
    }

    /** Reports a job that cannot even be started here, for instance for a filter that this role lacks. */
    private Mono<Void> refuse(Entry entry, RuntimeException error, Delivery delivery) {
        JobId id = entry.spec().id();
        LOG.atError().setCause(error).addKeyValue("jobId", id).log("job cannot be taken up");
        failed.add(id);
        return context.output()
                .sendFailure(entry.spec(), TeselaException.from(error))
                .doOnSuccess(unused -> delivery.acknowledge());
    }

    private JobAssembly start(Entry entry, int partition) {
        JobId id = entry.spec().id();
        long epoch = entry.epoch() + 1;
        Checkpoint from = entry.checkpoint()
                .map(last -> new Checkpoint(
                        id,
                        epoch,
                        last.nextSegment(),
                        last.nextFrame(),
                        last.firstPts(),
                        last.lastPts(),
                        last.released(),
                        last.missing(),
                        last.load()))
                .orElseGet(() -> Checkpoint.start(id, epoch));
        JobAssembly job = new JobAssembly(entry.spec(), partition, from, context);
        Sinks.EmitResult queued = started.tryEmitNext(job);
        if (queued.isFailure() && queued != Sinks.EmitResult.FAIL_CANCELLED) {
            throw new TeselaException(FailureCode.BUSY, "jobs: too many wait for an assembler (expected: fewer)");
        }
        jobs.put(id, job);
        LOG.atInfo().addKeyValue("jobId", id).addKeyValue("epoch", epoch).log("job taken up");
        return job;
    }

    private Flux<Checkpoint> runOne(JobAssembly job) {
        return job.run()
                .concatWith(Flux.defer(() -> job.abandoned() ? park(job) : Flux.empty()))
                .onErrorResume(JobTable::faultOfJob, e -> fail(job, e).thenMany(Flux.empty()));
    }

    /**
     * Lets go of a job whose ingest is silent. Its ingest, once it hears of that, sends again what is not published: so nothing that
     * comes from then on may be let go of, too, and the next owner here has an epoch of its own.
     */
    private Flux<Checkpoint> park(JobAssembly job) {
        if (!job.equals(jobs.get(job.id()))) {
            return Flux.empty();
        }
        LOG.atInfo().addKeyValue("jobId", job.id()).log("job parked: nothing is heard of its ingest");
        Mono<Void> parking = context.output()
                .send(job.parked())
                .then(progress.caughtUp().retryWhen(RetryingSink.untilItPasses(context.joinScheduler())))
                .then(onJoin(() -> parked(job)))
                .doOnTerminate(() -> parkings.remove(job.id()))
                .cache();
        parkings.put(job.id(), parking.onErrorComplete());
        return parking.thenMany(Flux.empty());
    }

    private static boolean faultOfJob(Throwable error) {
        return error instanceof RuntimeException
                && !(error instanceof TransportException failure && failure.retryable());
    }

    /** Lets go of the job's records only when its ingest knows: whoever comes after a crash in between fails it again. */
    private Mono<Void> fail(JobAssembly job, Throwable error) {
        LOG.atError().setCause(error).addKeyValue("jobId", job.id()).log("job failed in the assembler");
        failed.add(job.id());
        return onJoin(job::stop)
                .then(report(job.id(), TeselaException.from(error)))
                .then(onJoin(() -> letGoOf(job)));
    }

    private Mono<Void> report(JobId id, TeselaException failure) {
        return Mono.justOrEmpty(progress.directory().find(id))
                .flatMap(entry -> context.output().sendFailure(entry.spec(), failure));
    }

    private Mono<Void> onJoin(Runnable action) {
        return Mono.<Void>fromRunnable(action).subscribeOn(context.joinScheduler());
    }

    private void letGoOf(JobAssembly job) {
        jobs.remove(job.id(), job);
        job.letGo();
    }

    private void parked(JobAssembly job) {
        letGoOf(job);
        context.meters().parked();
    }

    private static boolean stopped(JobAssembly job) {
        job.stop();
        return true;
    }

    /** Of a job that is unknown nothing is said; one that is open, and nobody can read what it is, must not wait for ever. */
    private Mono<Boolean> passOver(JobId id, Delivery delivery) {
        if (!progress.directory().unreadable(id) || leftover(delivery)) {
            LOG.atDebug().addKeyValue("jobId", id).log("record of an unknown job passed over");
            delivery.acknowledge();
            return Mono.just(false);
        }
        LOG.atError().addKeyValue("jobId", id).log("job cannot be taken up, its open record is unreadable");
        failed.add(id);
        TeselaException failure = new TeselaException(
                FailureCode.INTERNAL,
                "progress: the record that opens this job cannot be read (expected: one that is whole and of this version)");
        return context.output()
                .sendFailureToAll(id, failure)
                .doOnSuccess(unused -> delivery.acknowledge())
                .thenReturn(false);
    }
}
