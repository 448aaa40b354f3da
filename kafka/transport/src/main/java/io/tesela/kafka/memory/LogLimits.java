package io.tesela.kafka.memory;

import java.util.Map;

/**
 * What a topic's settings mean for its logs.
 *
 * @param compacted whether only the last record of a key is kept
 * @param retentionMs age at which records go; -1 for never
 * @param retentionBytes size above which the oldest records go; -1 for never
 * @param maxMessageBytes largest record
 */
record LogLimits(boolean compacted, long retentionMs, long retentionBytes, long maxMessageBytes) {
    /** What a broker takes when a topic does not say. */
    private static final long DEFAULT_MAX_MESSAGE_BYTES = 1_048_588;

    /** @param mostKeptBytes what a log that sheds by itself keeps at most, whatever its settings allow on a disk */
    static LogLimits of(Map<String, String> settings, long mostKeptBytes) {
        long retentionMs = number(settings, "retention.ms", -1);
        long retentionBytes = number(settings, "retention.bytes", -1);
        boolean sheds = retentionMs >= 0 || retentionBytes >= 0;
        return new LogLimits(
                settings.getOrDefault("cleanup.policy", "delete").contains("compact"),
                retentionMs,
                sheds ? Math.min(mostKeptBytes, retentionBytes < 0 ? mostKeptBytes : retentionBytes) : -1,
                number(settings, "max.message.bytes", DEFAULT_MAX_MESSAGE_BYTES));
    }

    /** Returns whether the log sheds records by itself, so that nobody has to wait for its readers. */
    boolean shedsByItself() {
        return compacted || retentionMs >= 0 || retentionBytes >= 0;
    }

    private static long number(Map<String, String> settings, String name, long absent) {
        String value = settings.get(name);
        return value == null ? absent : Long.parseLong(value);
    }
}
