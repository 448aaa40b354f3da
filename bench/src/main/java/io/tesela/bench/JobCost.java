package io.tesela.bench;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one job took from the whole process: broker, all roles and the client.
 *
 * @param number 1 is the first since the process started: cold
 * @param frames that came back, above 0
 * @param cpuMs CPU time of the process, from the client's first step to its verified file, milliseconds a frame
 * @param wallSeconds time between the same two
 * @param p50Ms from decoded to encoded, as the report says
 * @param p95Ms likewise
 * @param framesInFlight most frames decoded and not yet released
 * @param kafka bytes a frame, by topic
 */
record JobCost(
        int number,
        int frames,
        double cpuMs,
        double wallSeconds,
        double p50Ms,
        double p95Ms,
        long framesInFlight,
        Map<String, TopicBytes> kafka) {
    JobCost {
        if (frames < 1) {
            throw new IllegalArgumentException("frames: " + frames + " (expected: > 0)");
        }
        kafka = Map.copyOf(kafka);
    }

    double fps() {
        return frames / wallSeconds;
    }

    /** Returns how many cores were busy on average. */
    double busyCores() {
        return cpuMs * frames / 1000 / wallSeconds;
    }

    /** Returns the bytes a frame, by topic, in the order of their names. */
    Map<String, TopicBytes> kafkaByName() {
        return new TreeMap<>(kafka);
    }
}
