package io.tesela.ingest.config;

import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.tile.TileGrid;
import io.tesela.ingest.flow.TileDeadlines;
import io.tesela.kafka.topic.TilePartitioning;
import io.tesela.media.DecodeLimits;
import io.tesela.media.process.DecoderBounds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Settings of one ingest.
 *
 * @param id names it in logs and records; differs from all others
 * @param access where clients connect, and what they may name
 * @param data folder for spools and outputs
 * @param defaults what jobs get that ask for nothing
 * @param partitioning where tiles go
 * @param flow bounds of every job
 * @param decode largest video taken, and how much of its audio is kept for frames to come
 * @param decoder what the process of one decoder may take
 * @param deadlines when a tile that stays away is sent again, and when it is filled
 * @param jobs how many jobs at once
 * @param sessions bounds of the connections
 * @param keeping what is kept of jobs that have no client
 */
public record IngestConfig(
        String id,
        Access access,
        Path data,
        JobDefaults defaults,
        TilePartitioning partitioning,
        Flow flow,
        DecodeLimits decode,
        DecoderBounds decoder,
        TileDeadlines.Limits deadlines,
        JobLimits jobs,
        Sessions sessions,
        Keeping keeping) {
    /** Some seven minutes of AAC at 128 kbit/s before the frames it belongs to. */
    public static final int AUDIO_BYTES = 8 << 20;

    /** Returns the ordinary settings. */
    public static IngestConfig of(String id, String bind, int port, Path data) {
        return new IngestConfig(
                id,
                new Access(bind, port, Optional.empty(), Optional.empty()),
                data,
                JobDefaults.DEFAULT,
                TilePartitioning.TILE,
                Flow.DEFAULT,
                DecodeLimits.DEFAULT.withAudio(AUDIO_BYTES),
                DecoderBounds.DEFAULT,
                TileDeadlines.Limits.DEFAULT,
                JobLimits.DEFAULT,
                Sessions.DEFAULT,
                Keeping.DEFAULT);
    }

    /** Returns these settings with another {@link #access()}. */
    public IngestConfig with(Access other) {
        return new IngestConfig(
                id, other, data, defaults, partitioning, flow, decode, decoder, deadlines, jobs, sessions, keeping);
    }

    /** Returns these settings with other {@link #defaults()}. */
    public IngestConfig with(JobDefaults other) {
        return new IngestConfig(
                id, access, data, other, partitioning, flow, decode, decoder, deadlines, jobs, sessions, keeping);
    }

    /** Returns these settings with another {@link #partitioning()}. */
    public IngestConfig with(TilePartitioning other) {
        return new IngestConfig(
                id, access, data, defaults, other, flow, decode, decoder, deadlines, jobs, sessions, keeping);
    }

    /** Returns these settings with another {@link #flow()}. */
    public IngestConfig with(Flow other) {
        return new IngestConfig(
                id, access, data, defaults, partitioning, other, decode, decoder, deadlines, jobs, sessions, keeping);
    }

    /** Returns these settings with another {@link #decode()}. */
    public IngestConfig with(DecodeLimits other) {
        return new IngestConfig(
                id, access, data, defaults, partitioning, flow, other, decoder, deadlines, jobs, sessions, keeping);
    }

    /** Returns these settings with another {@link #decoder()}. */
    public IngestConfig with(DecoderBounds other) {
        return new IngestConfig(
                id, access, data, defaults, partitioning, flow, decode, other, deadlines, jobs, sessions, keeping);
    }

    /** Returns these settings with other {@link #deadlines()}. */
    public IngestConfig with(TileDeadlines.Limits other) {
        return new IngestConfig(
                id, access, data, defaults, partitioning, flow, decode, decoder, other, jobs, sessions, keeping);
    }

    /** Returns these settings with another {@link #jobs()}. */
    public IngestConfig with(JobLimits other) {
        return new IngestConfig(
                id, access, data, defaults, partitioning, flow, decode, decoder, deadlines, other, sessions, keeping);
    }

    /** Returns these settings with other {@link #sessions()}. */
    public IngestConfig with(Sessions other) {
        return new IngestConfig(
                id, access, data, defaults, partitioning, flow, decode, decoder, deadlines, jobs, other, keeping);
    }

    /** Returns these settings with another {@link #keeping()}. */
    public IngestConfig with(Keeping other) {
        return new IngestConfig(
                id, access, data, defaults, partitioning, flow, decode, decoder, deadlines, jobs, sessions, other);
    }

    /**
     * Where clients connect, and what they may name.
     *
     * @param bind address to listen on; {@code ::} is every address, IPv6 and IPv4 alike
     * @param port 0 for any free one
     * @param unix path of a Unix domain socket to listen on, too; empty: none
     * @param mediaRoot folder of videos that clients may name instead of sending them; empty: none
     */
    public record Access(String bind, int port, Optional<Path> unix, Optional<Path> mediaRoot) {
        public Access {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
            }
        }

        /** Returns this with a socket. */
        public Access withUnix(Path path) {
            return new Access(bind, port, Optional.of(path), mediaRoot);
        }

        /** Returns this with a folder of videos. */
        public Access withMediaRoot(Path folder) {
            return new Access(bind, port, unix, Optional.of(folder));
        }
    }

    /**
     * What jobs get that ask for nothing.
     *
     * @param filters a chain
     * @param tiles a grid
     * @param encoder how the output is encoded
     */
    public record JobDefaults(String filters, TileGrid tiles, EncoderSettings encoder) {
        /** A chain that shows at once what this is for, and a grid that keeps a few processors busy. */
        public static final JobDefaults DEFAULT =
                new JobDefaults("canny,blur:3", new TileGrid(3, 3), EncoderSettings.DEFAULT);
    }

    /**
     * How many jobs at once.
     *
     * @param maxRunning most jobs at work
     * @param maxWaiting most jobs that wait to be taken; a further one is told {@code BUSY}
     * @param maxPerClient most jobs at work of one client, told apart by its address
     */
    public record JobLimits(int maxRunning, int maxWaiting, int maxPerClient) {
        /** As many as a machine decodes at once without each becoming slow, any of them of one client; some may wait. */
        public static final JobLimits DEFAULT = new JobLimits(32, 64, 32);

        public JobLimits {
            require("maxRunning", maxRunning);
            require("maxWaiting", maxWaiting + 1L);
            require("maxPerClient", maxPerClient);
        }
    }

    /**
     * Bounds of the connections, so that those that say nothing cost little, and not for ever.
     *
     * @param maxSessions most connections at once; a further one is told {@code BUSY}
     * @param handshakeTimeout how long a client has until its handshake is there
     * @param lingerTimeout how long a session waits for its client to close after the last message
     * @param browsers bounds of those over HTTP
     */
    public record Sessions(int maxSessions, Duration handshakeTimeout, Duration lingerTimeout, Browsers browsers) {
        /** Many more connections than jobs, since browsers and scripts come and go; the times are for slow networks. */
        public static final Sessions DEFAULT =
                new Sessions(1024, Duration.ofSeconds(15), Duration.ofSeconds(5), Browsers.DEFAULT);

        public Sessions {
            require("maxSessions", maxSessions);
            require("handshakeTimeout", handshakeTimeout.toMillis());
            require("lingerTimeout", lingerTimeout.toMillis());
        }

        /** Returns these bounds with other {@link #browsers()}. */
        public Sessions with(Browsers other) {
            return new Sessions(maxSessions, handshakeTimeout, lingerTimeout, other);
        }
    }

    /**
     * Bounds of what those get who look at an ingest over HTTP; one too many is told so.
     *
     * @param maxListeners most that listen to events at once
     * @param maxDownloads most results and inputs that are read at once beside their clients
     * @param maxPreviews most previews that are made at once; others wait
     * @param showInputs whether videos are shown as they were sent
     * @param hostNames names by which they may come, besides addresses, names without a dot, and the machine's own
     */
    public record Browsers(
            int maxListeners, int maxDownloads, int maxPreviews, boolean showInputs, Set<String> hostNames) {
        /** A listener costs a megabyte at most, while it does not read; a download some, and an open file; a preview a processor. */
        public static final Browsers DEFAULT = new Browsers(256, 64, 1, true, Set.of());

        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");

        public Browsers {
            require("maxListeners", maxListeners);
            require("maxDownloads", maxDownloads);
            require("maxPreviews", maxPreviews);
            hostNames = Set.copyOf(hostNames);
            hostNames.forEach(Browsers::requireName);
        }

        private static void requireName(String name) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "host-name: " + name + " (expected: a name without scheme, port or path)");
            }
        }
    }

    /**
     * What is kept of jobs that have no client.
     *
     * @param retention how long a job waits for a client that has gone, and a result to be fetched; 0: not at all
     * @param detachedOutputBytes most output that a job may publish while it goes on without a client; takes the place of
     *     {@link Flow#outputBytes}
     * @param maxEnded most jobs of which it is remembered how they ended
     * @param whenStopped whether jobs outlive the ingest, so that its next life goes on with them; else they end with it
     */
    public record Keeping(Duration retention, long detachedOutputBytes, int maxEnded, boolean whenStopped) {
        /** An hour is long enough to come back from lunch; the output of a film fits; a screenful of history, and more. */
        public static final Keeping DEFAULT = new Keeping(Duration.ofHours(1), 16L << 30, 256, false);

        public Keeping {
            require("retention", retention.toMillis() + 1);
            require("detachedOutputBytes", detachedOutputBytes);
            require("maxEnded", maxEnded);
        }

        /** Returns this for an ingest whose folder stays when it is stopped, or not. */
        public Keeping withWhenStopped(boolean kept) {
            return new Keeping(retention, detachedOutputBytes, maxEnded, kept);
        }
    }

    /**
     * Bounds of every job.
     *
     * @param windowFrames most frames of one job decoded and not released (W)
     * @param windowBytes most bytes of their pixels, of all jobs together (B); one frame of each is always admitted
     * @param outputBytes most published output that the client has not stored (S)
     * @param uploadAheadBytes how far a client may upload ahead of the decoder
     * @param maxUploadBytes largest upload
     * @param diskBytes most bytes of the uploads and outputs of all jobs on disk
     * @param segmentFrames frames of one output segment
     * @param publishConcurrency frames of one job published at once
     * @param cutAfter how long a job may stand still before its open segment is closed, so that it pins nothing
     */
    public record Flow(
            int windowFrames,
            long windowBytes,
            long outputBytes,
            long uploadAheadBytes,
            long maxUploadBytes,
            long diskBytes,
            int segmentFrames,
            int publishConcurrency,
            Duration cutAfter) {
        /** 16 frames keep two processors and the encoder busy; 48 are two seconds of film, and cost 10 % less bytes than 24. */
        public static final Flow DEFAULT =
                new Flow(16, 256L << 20, 64L << 20, 16L << 20, 64L << 30, 256L << 30, 48, 4, Duration.ofMinutes(1));

        public Flow {
            require("windowFrames", windowFrames);
            require("windowBytes", windowBytes);
            require("outputBytes", outputBytes);
            require("uploadAheadBytes", uploadAheadBytes);
            require("maxUploadBytes", maxUploadBytes);
            require("diskBytes", diskBytes);
            require("segmentFrames", segmentFrames);
            require("publishConcurrency", publishConcurrency);
            require("cutAfter", cutAfter.toMillis());
        }

        /** Returns the frames that a job with frames of that size may have in flight when it is alone: at least one. */
        public int windowFor(long frameBytes) {
            return (int) Math.max(1, Math.min(windowFrames, windowBytes / frameBytes));
        }
    }

    private static void require(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }
}
