package io.tesela.kafka.flow;

import java.time.Duration;

/**
 * What a source reads, as whom, and how much it may hold.
 *
 * @param topic what to read
 * @param group in whose name offsets are committed
 * @param clientId names this member in the broker's logs and in errors; unique within its process
 * @param maxPollRecords most records one poll hands over; the source holds up to three polls beyond the demand
 * @param maxUnacknowledged records of one partition delivered and not acknowledged at which that partition pauses
 * @param commitInterval how often the acknowledged prefix is committed
 * @param deleteBehindCommit whether the owner of a partition deletes the records behind its committed offset
 * @param deleteInterval how often it does so
 * @param maxPollInterval longest silence of the source's own thread before its group gives it up; says nothing about how long
 *     a downstream may take
 * @param stallTimeout how long a source may be owed records and get none before it connects anew
 * @param leavingMark what is put before the note of a partition that is handed over in order, see {@link RecordSource#note}; empty
 *     if nothing is
 */
public record ConsumerSettings(
        String topic,
        String group,
        String clientId,
        int maxPollRecords,
        int maxUnacknowledged,
        Duration commitInterval,
        boolean deleteBehindCommit,
        Duration deleteInterval,
        Duration maxPollInterval,
        Duration stallTimeout,
        String leavingMark) {
    /** Longer than any pause that a broker makes which is well. */
    public static final Duration DEFAULT_STALL_TIMEOUT = Duration.ofSeconds(30);

    public ConsumerSettings {
        requireText("topic", topic);
        requireText("group", group);
        requireText("clientId", clientId);
        requirePositive("maxPollRecords", maxPollRecords);
        requirePositive("maxUnacknowledged", maxUnacknowledged);
        requirePositive("commitInterval", commitInterval.toMillis());
        requirePositive("deleteInterval", deleteInterval.toMillis());
        requirePositive("maxPollInterval", maxPollInterval.toMillis());
        requirePositive("stallTimeout", stallTimeout.toMillis());
    }

    /** Returns the ordinary settings: 8 records a poll, 100,000 unacknowledged, commits every 200 ms, nothing deleted. */
    public static ConsumerSettings of(String topic, String group, String clientId) {
        return new ConsumerSettings(
                topic,
                group,
                clientId,
                8,
                100_000,
                Duration.ofMillis(200),
                false,
                Duration.ofSeconds(2),
                Duration.ofMinutes(5),
                DEFAULT_STALL_TIMEOUT,
                "");
    }

    /** Returns these settings with another {@link #maxPollRecords()}. */
    public ConsumerSettings withMaxPollRecords(int records) {
        return new ConsumerSettings(
                topic,
                group,
                clientId,
                records,
                maxUnacknowledged,
                commitInterval,
                deleteBehindCommit,
                deleteInterval,
                maxPollInterval,
                stallTimeout,
                leavingMark);
    }

    /** Returns these settings with another {@link #maxUnacknowledged()}. */
    public ConsumerSettings withMaxUnacknowledged(int records) {
        return new ConsumerSettings(
                topic,
                group,
                clientId,
                maxPollRecords,
                records,
                commitInterval,
                deleteBehindCommit,
                deleteInterval,
                maxPollInterval,
                stallTimeout,
                leavingMark);
    }

    /** Returns these settings with another {@link #commitInterval()}. */
    public ConsumerSettings withCommitInterval(Duration interval) {
        return new ConsumerSettings(
                topic,
                group,
                clientId,
                maxPollRecords,
                maxUnacknowledged,
                interval,
                deleteBehindCommit,
                deleteInterval,
                maxPollInterval,
                stallTimeout,
                leavingMark);
    }

    /** Returns these settings with {@link #deleteBehindCommit()} on, every {@code interval}. */
    public ConsumerSettings deletingBehindCommit(Duration interval) {
        return new ConsumerSettings(
                topic,
                group,
                clientId,
                maxPollRecords,
                maxUnacknowledged,
                commitInterval,
                true,
                interval,
                maxPollInterval,
                stallTimeout,
                leavingMark);
    }

    /** Returns these settings with another {@link #maxPollInterval()}. */
    public ConsumerSettings withMaxPollInterval(Duration interval) {
        return new ConsumerSettings(
                topic,
                group,
                clientId,
                maxPollRecords,
                maxUnacknowledged,
                commitInterval,
                deleteBehindCommit,
                deleteInterval,
                interval,
                stallTimeout,
                leavingMark);
    }

    /** Returns these settings with another {@link #stallTimeout()}. */
    public ConsumerSettings withStallTimeout(Duration timeout) {
        return new ConsumerSettings(
                topic,
                group,
                clientId,
                maxPollRecords,
                maxUnacknowledged,
                commitInterval,
                deleteBehindCommit,
                deleteInterval,
                maxPollInterval,
                timeout,
                leavingMark);
    }

    /** Returns these settings with another {@link #leavingMark()}. */
    public ConsumerSettings withLeavingMark(String mark) {
        return new ConsumerSettings(
                topic,
                group,
                clientId,
                maxPollRecords,
                maxUnacknowledged,
                commitInterval,
                deleteBehindCommit,
                deleteInterval,
                maxPollInterval,
                stallTimeout,
                mark);
    }

    private static void requireText(String name, String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(name + ": \"" + text + "\" (expected: not blank)");
        }
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }
}
