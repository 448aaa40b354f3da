package io.tesela.ingest.job;

import io.micrometer.core.instrument.Counter;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.topic.Topics;
import io.tesela.telemetry.RoleMeters;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * What an ingest counts.
 *
 * <p><b>Threads:</b> any.
 */
public final class IngestMeters {
    private final RoleMeters meters;
    private final Counter decoded;
    private final Counter published;
    private final Counter uploaded;
    private final Counter downloaded;
    private final Counter hedged;
    private final Counter filled;
    private final Counter cuts;

    public IngestMeters(RoleMeters meters) {
        this.meters = meters;
        this.decoded = meters.frames("decoded");
        this.published = meters.frames("published");
        this.uploaded = meters.uploadBytes();
        this.downloaded = meters.downloadBytes();
        this.hedged = meters.tiles("hedged");
        this.filled = meters.tiles("filled");
        this.cuts = meters.segmentCuts();
    }

    /** Shows what all jobs hold. */
    void watch(JobGauges jobs, LongSupplier queued, LongSupplier diskBytes) {
        jobs.show(meters);
        meters.jobs("queued", queued::getAsLong);
        meters.diskBytes(diskBytes::getAsLong);
    }

    /** Shows how the source of output fares; keeps it. */
    public void watch(RecordSource source) {
        meters.kafkaLagRecords(Topics.OUTPUT, () -> source.view().lagRecords());
        meters.receiverRebuilds(Topics.OUTPUT, source, output -> output.view().rebuilds());
    }

    /** Shows how many listen to events, how many results are read over HTTP, and how many previews are waited for. */
    public void watchBrowsers(IntSupplier listeners, IntSupplier downloads, IntSupplier previews) {
        meters.eventListeners(listeners::getAsInt);
        meters.downloads(downloads::getAsInt);
        meters.previews(previews::getAsInt);
    }

    /** Shows what decodes, and what it takes. */
    public void watchDecoders(IntSupplier processes, LongSupplier bytes) {
        meters.decoderProcesses(processes::getAsInt);
        meters.decoderBytes(bytes::getAsLong);
    }

    void decoded() {
        decoded.increment();
    }

    void published() {
        published.increment();
    }

    void uploaded(long bytes) {
        uploaded.increment((double) bytes);
    }

    /** Counts output bytes given to a client. */
    public void downloaded(long bytes) {
        downloaded.increment((double) bytes);
    }

    void hedged() {
        hedged.increment();
    }

    void cut() {
        cuts.increment();
    }

    void filled() {
        filled.increment();
    }
}
