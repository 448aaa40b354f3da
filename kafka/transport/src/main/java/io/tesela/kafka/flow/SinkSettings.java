package io.tesela.kafka.flow;

import java.time.Duration;

/**
 * As whom a sink publishes, how much it may hold, and how long it tries.
 *
 * @param clientId names this producer in the broker's logs and in errors; unique within its process
 * @param maxInFlightRecords most records handed to the carrier and not yet acknowledged
 * @param maxInFlightBytes most bytes of those; a single larger call is admitted alone
 * @param maxRecordBytes largest record, key and headers included; a larger one fails, not retryably
 * @param deliveryTimeout how long a record is tried before its send fails, retryably; at least 12 s
 */
public record SinkSettings(
        String clientId, int maxInFlightRecords, long maxInFlightBytes, int maxRecordBytes, Duration deliveryTimeout) {
    /** Largest record by default: 16 MiB of pixels with room for key and headers. */
    public static final int DEFAULT_MAX_RECORD_BYTES = 16 * 1024 * 1024 + 64 * 1024;

    private static final Duration SHORTEST_DELIVERY_TIMEOUT = Duration.ofSeconds(12);

    public SinkSettings {
        if (clientId.isBlank()) {
            throw new IllegalArgumentException("clientId: \"" + clientId + "\" (expected: not blank)");
        }
        if (maxInFlightRecords < 1) {
            throw new IllegalArgumentException("maxInFlightRecords: " + maxInFlightRecords + " (expected: >= 1)");
        }
        if (maxInFlightBytes < 1) {
            throw new IllegalArgumentException("maxInFlightBytes: " + maxInFlightBytes + " (expected: >= 1)");
        }
        if (maxRecordBytes < 1024) {
            throw new IllegalArgumentException("maxRecordBytes: " + maxRecordBytes + " (expected: >= 1024)");
        }
        if (deliveryTimeout.compareTo(SHORTEST_DELIVERY_TIMEOUT) < 0) {
            throw new IllegalArgumentException(
                    "deliveryTimeout: " + deliveryTimeout + " (expected: >= " + SHORTEST_DELIVERY_TIMEOUT + ")");
        }
    }

    /** Returns the ordinary settings: 64 records and 32 MiB in flight, records up to 16 MiB, 30 s of trying. */
    public static SinkSettings of(String clientId) {
        return new SinkSettings(clientId, 64, 32L << 20, DEFAULT_MAX_RECORD_BYTES, Duration.ofSeconds(30));
    }

    /** Returns these settings with other limits of what is in flight. */
    public SinkSettings withMaxInFlight(int records, long bytes) {
        return new SinkSettings(clientId, records, bytes, maxRecordBytes, deliveryTimeout);
    }

    /** Returns these settings with another {@link #maxRecordBytes()}. */
    public SinkSettings withMaxRecordBytes(int bytes) {
        return new SinkSettings(clientId, maxInFlightRecords, maxInFlightBytes, bytes, deliveryTimeout);
    }

    /** Returns these settings with another {@link #deliveryTimeout()}. */
    public SinkSettings withDeliveryTimeout(Duration timeout) {
        return new SinkSettings(clientId, maxInFlightRecords, maxInFlightBytes, maxRecordBytes, timeout);
    }
}
