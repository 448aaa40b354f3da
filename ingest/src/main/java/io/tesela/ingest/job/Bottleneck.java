package io.tesela.ingest.job;

import io.tesela.domain.report.ProcessorShare;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Says in one sentence what held a job up most; a pure function of what was measured. */
final class Bottleneck {
    /** A party that another one waited for most of the time is what to look at first. */
    private static final double MOST = 0.5;
    /** A thread that is busy for so much of the time has no more to give. */
    private static final double BUSY = 0.8;

    private static final double BYTES_PER_MB = 1e6;

    private Bottleneck() {}

    /**
     * What was measured.
     *
     * @param working from the first frame to the last byte
     * @param decoding time in the decoder, waits for the upload included
     * @param uploadWait how long the decoder waited for the upload
     * @param heldByClient part of the time in which the decoder waited for the client, 0 to 1
     * @param filtering mean number of frames on their way through the processors
     * @param encoding mean number of frames that had come back and no encoder had taken
     * @param inputBytes of the video
     * @param outputBytes of the result
     * @param processors what each did
     */
    record Facts(
            Duration working,
            Duration decoding,
            Duration uploadWait,
            double heldByClient,
            double filtering,
            double encoding,
            long inputBytes,
            long outputBytes,
            List<ProcessorShare> processors) {
        Facts {
            processors = List.copyOf(processors);
        }

        private double share(Duration part) {
            return working.isZero() ? 0 : (double) part.toNanos() / working.toNanos();
        }

        private double perSecond(double amount) {
            return working.isZero() ? 0 : amount / (working.toNanos() / 1e9);
        }
    }

    /** Returns the sentence; it begins with what the job was bound by. */
    static String sentence(Facts facts) {
        if (facts.heldByClient >= MOST) {
            return String.format(
                    Locale.ROOT,
                    "client-bound: the decoder waited %.0f %% of the time for the client, which stored %.1f MB/s",
                    100 * facts.heldByClient,
                    facts.perSecond(facts.outputBytes / BYTES_PER_MB));
        }
        double uploadWait = facts.share(facts.uploadWait);
        if (uploadWait >= MOST) {
            return String.format(
                    Locale.ROOT,
                    "upload-bound: the decoder waited %.0f %% of the time for the video, which came at %.1f MB/s",
                    100 * uploadWait,
                    facts.perSecond(facts.inputBytes / BYTES_PER_MB));
        }
        double decoding = facts.share(facts.decoding.minus(facts.uploadWait));
        if (decoding >= BUSY) {
            return String.format(Locale.ROOT, "decode-bound: the decoder was busy %.0f %% of the time", 100 * decoding);
        }
        if (facts.processors.isEmpty()) {
            return "filter-bound: no processor filtered any tile of this job; one would help";
        }
        if (facts.filtering < facts.encoding) {
            return encodeBound(facts);
        }
        return filteringShare(facts) >= MOST ? filterBound(facts) : transportBound(facts);
    }

    /** Returns how busy the processors were with this job's tiles, on average, 0 to 1 and, with threads side by side, beyond. */
    private static double filteringShare(Facts facts) {
        double micros = facts.processors.stream()
                .mapToDouble(share -> share.latency().totalMicros())
                .sum();
        return facts.processors.isEmpty() ? 0 : facts.perSecond(micros / 1e6) / facts.processors.size();
    }

    private static String filterBound(Facts facts) {
        int count = facts.processors.size();
        return String.format(
                Locale.ROOT,
                "filter-bound: %d processor%s filtered %.0f %% of the time; one more would give at most %.1fx",
                count,
                count == 1 ? "" : "s",
                100 * filteringShare(facts),
                (count + 1.0) / count);
    }

    /** The frames were with processors that had little to do: what took the time is the way there and back, or getting a core. */
    private static String transportBound(Facts facts) {
        return String.format(
                Locale.ROOT,
                "transport-bound: %.1f frames were under way to the processors and back, which filtered only %.0f %% of the"
                        + " time; fewer, larger tiles or more CPU would help, more processors would not",
                facts.filtering,
                100 * filteringShare(facts));
    }

    private static String encodeBound(Facts facts) {
        return String.format(
                Locale.ROOT,
                "encode-bound: %.1f frames waited for the job's one encoder, and %.1f were being filtered; more"
                        + " processors would give nothing",
                facts.encoding,
                facts.filtering);
    }
}
