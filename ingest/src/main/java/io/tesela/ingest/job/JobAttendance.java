package io.tesela.ingest.job;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.ingest.blocking.BlockingCall;
import io.tesela.ingest.config.IngestConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Who is there of a job's clients, and what follows from it: how much output may lie here, whether the work stops because nobody
 * comes, and when the job is given up.
 *
 * <ul>
 *   <li><b>Threads:</b> any; what says so blocks on the disk.
 *   <li><b>Errors:</b> a client that cannot be connected hears why, and the job stays as it was.
 * </ul>
 */
final class JobAttendance {
    private final IngestJob job;
    private final IngestConfig config;
    private final JobFiles files;
    private final Upload upload;
    private final JobWork work;
    private final Scheduler ioScheduler;
    private final Attendance<JobClient> clients;
    private final Parking parking = new Parking();

    /** @param detached whether a client of a former life of this ingest went on purpose */
    JobAttendance(IngestJob job, JobContext context, JobFiles files, Upload upload, JobWork work, boolean detached) {
        this.job = job;
        this.config = context.config();
        this.files = files;
        this.upload = upload;
        this.work = work;
        this.ioScheduler = context.ioScheduler();
        this.clients = new Attendance<>(context.timer(), detached);
        limitOutput();
        if (detached) {
            upload.hurry();
        }
    }

    /** Connects a client; one that was connected before is told so, and hears no more. Completes empty if the job is parked. */
    Mono<JobClient> attach(JobClient.Wish wish) {
        return BlockingCall.on(
                        ioScheduler, () -> attachUnlessParked(wish), unwanted -> unwanted.ifPresent(JobClient::left))
                .flatMap(Mono::justOrEmpty);
    }

    private Optional<JobClient> attachUnlessParked(JobClient.Wish wish) throws IOException {
        if (parking.parked()) {
            return Optional.empty();
        }
        JobClient client = attachNow(wish);
        // Here: attends, then looks whether it is parked. In park(): parks, then looks whether anybody attends. One
        // sees the
        // other.
        if (parking.parked()) {
            client.left();
            return Optional.empty();
        }
        return Optional.of(client);
    }

    /** Connects a client, one at a time; blocks on the disk, and while bytes of the former one are being written. */
    synchronized JobClient attachNow(JobClient.Wish wish) throws IOException {
        if (wish.received() > files.output().committed()) {
            throw new TeselaException(
                    FailureCode.BAD_MESSAGE,
                    "handshake: resume: received: " + wish.received() + " (expected: at most "
                            + files.output().committed() + ", the bytes of output there are)");
        }
        if (wish.detach()) {
            files.detached();
            upload.hurry();
        }
        JobClient client = new JobClient(job, wish, upload.takeOver());
        clients.come(client, wish.detach()).ifPresent(JobClient::displace);
        limitOutput();
        // Its acknowledgements may have been lost with its connection: it will not say them again.
        work.stored(wish.received());
        return client;
    }

    /** Notes that a client waits to be connected; the job is not given up meanwhile. */
    void expect() {
        clients.expect();
    }

    /** Notes that a client that waited is connected, or gone. */
    void expectNoMore() {
        clients.expectNoMore();
    }

    /** Notes that a client is not connected any more. */
    void detach(JobClient client) {
        clients.go(client);
        limitOutput();
    }

    boolean isAttached(JobClient client) {
        return clients.isThere(client);
    }

    boolean anybodyThere() {
        return clients.anybodyThere();
    }

    boolean detached() {
        return clients.detached();
    }

    /** Notes that nobody is to have the result; not if somebody is there, or comes, for it, which is returned. */
    boolean discard() {
        return clients.discard();
    }

    /** Notes that the client has its whole result. */
    void delivered() {
        clients.delivered();
    }

    /**
     * Stops the work on a job that stands still because nobody is there, until somebody comes: it then needs neither a place nor a
     * decoder.
     *
     * @return whether it was stopped
     */
    boolean park(Duration after) {
        return !parking.parked()
                && clients.alone(after)
                && work.standsStill()
                && parking.parkUnless(clients::anybodyThere);
    }

    /** Parks a job of a former life of this ingest that can only wait for its client; returns whether it is one. */
    boolean parkUntilItsClientComes() {
        return !upload.spool().whole() && parking.parkUnless(clients::anybodyThere);
    }

    /** Has a job that is parked worked on again; returns whether it was parked. */
    boolean unpark() {
        return parking.end();
    }

    boolean parked() {
        return parking.parked();
    }

    /** Completes when the work that is under way now is to stop. */
    Mono<Void> parking() {
        return parking.stopping();
    }

    /**
     * Gives the job up if nobody will ask for it any more.
     *
     * @param atWork whether it is neither done nor failed
     * @return whether it is given up
     */
    boolean giveUp(boolean atWork, Duration retention) {
        boolean worksAlone = atWork
                && clients.detached()
                && !parking.parked()
                && upload.spool().whole()
                && !work.waitsForClient();
        return clients.giveUp(worksAlone, retention);
    }

    /** Output that lies here for a client that is gone on purpose has a limit of its own. */
    private void limitOutput() {
        work.limitOutput(
                clients.detached()
                        ? config.keeping().detachedOutputBytes()
                        : config.flow().outputBytes());
    }
}
