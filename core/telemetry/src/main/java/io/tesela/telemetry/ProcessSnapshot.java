package io.tesela.telemetry;

import java.util.List;

/**
 * How one process stands, told to the ingests each second.
 *
 * @param id of the process, unlike that of any other
 * @param role what runs in it, as in its meters
 * @param host where it runs, for people
 * @param meters what it counts
 */
public record ProcessSnapshot(String id, String role, String host, List<MeterReading> meters) {
    public ProcessSnapshot {
        meters = List.copyOf(meters);
    }
}
