package io.tesela.wire;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.wire.ClientMessage.Cancel;
import io.tesela.wire.ClientMessage.Chunk;
import io.tesela.wire.ClientMessage.Eof;
import io.tesela.wire.ClientMessage.EofFrames;
import io.tesela.wire.ClientMessage.Frame;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Received;
import io.tesela.wire.ClientMessage.Status;

/**
 * What a server may still hear from one connection.
 *
 * <pre>
 *                     handshake, mode stream
 *  AwaitingHandshake ------------------------> Uploading --------- eof ------------+
 *         |  |  |                                 | chunk, received: stays         |
 *         |  |  |     handshake, mode frames      |                                v
 *         |  |  +----------------------------> UploadingFrames --- eof ---------> Uploaded
 *         |  |                                    | frame, received: stays         |  received: stays
 *         |  |        handshake, mode file        |                                |
 *         |  +------------------------------------|--------------------------------+
 *         |                                       |                                |
 *         +--- cancel, status --------------------+--- cancel ------> Closed <-----+ cancel, close()
 *                                                               received, cancel: stays
 * </pre>
 *
 * Everything else is refused. Bytes beyond the grant are not: TCP holds back a client that ignores it. The SHA-256 of {@code
 * eof} is not checked here, because the bytes are not kept here.
 *
 * <p><b>Threads:</b> immutable; transitions are pure functions.
 *
 * <p><b>Errors:</b> {@link TeselaException} with {@link FailureCode#BAD_MESSAGE} or, for a chunk, {@link
 * FailureCode#CHECKSUM_MISMATCH}; the state that refused stays as it was.
 */
public sealed interface SessionState {
    /** Returns the state of a new connection. */
    static SessionState initial() {
        return new AwaitingHandshake();
    }

    /**
     * Returns the state after {@code message}.
     *
     * @throws TeselaException if the message may not come now or says something that cannot be
     */
    SessionState accept(ClientMessage message);

    /** Returns the state after {@code bytes} more of the download have been given to the connection. */
    SessionState sent(int bytes);

    /**
     * Returns the state of a session that goes on with a job.
     *
     * @param uploaded bytes of the video that the server has
     * @param complete whether those are all
     * @param stored bytes of the download that the client has
     */
    default SessionState resumed(long uploaded, boolean complete, long stored) {
        throw new IllegalStateException("resumed: " + this + " (expected: right after the handshake)");
    }

    /** Returns the state after which nothing more matters. */
    default SessionState close() {
        return new Closed();
    }

    /** Nothing has been heard. */
    record AwaitingHandshake() implements SessionState {
        @Override
        public SessionState accept(ClientMessage message) {
            if (message instanceof Handshake handshake) {
                return switch (handshake.mode()) {
                    case STREAM -> new Uploading(handshake, 0, 0, Download.NONE);
                    case FRAMES -> new UploadingFrames(handshake, 0, false, Download.NONE);
                    case FILE -> new Uploaded(handshake, Download.NONE);
                };
            }
            if (message instanceof Cancel || message instanceof Status) {
                return new Closed();
            }
            throw refusal(message.type() + ": before the handshake (expected: handshake first)");
        }

        @Override
        public SessionState sent(int bytes) {
            throw new IllegalStateException("sent: " + bytes + " (expected: nothing before the handshake)");
        }
    }

    /**
     * The video comes in chunks.
     *
     * @param handshake what was asked for
     * @param received bytes of the video so far
     * @param granted the client was told to send below this offset
     * @param download what went the other way
     */
    record Uploading(Handshake handshake, long received, long granted, Download download) implements SessionState {
        @Override
        public SessionState resumed(long uploaded, boolean complete, long stored) {
            Download before = new Download(stored, stored);
            return complete
                    ? new Uploaded(handshake, before)
                    : new Uploading(handshake, uploaded, Math.max(granted, uploaded), before);
        }

        /** Returns this state after a grant; a lower one than before changes nothing. */
        public Uploading granted(long offset) {
            return new Uploading(handshake, received, Math.max(granted, offset), download);
        }

        @Override
        public SessionState accept(ClientMessage message) {
            if (message instanceof Chunk chunk) {
                return new Uploading(handshake, endOf(chunk), granted, download);
            }
            if (message instanceof Eof eof) {
                checkSize(eof);
                return new Uploaded(handshake, download);
            }
            if (message instanceof Received ack) {
                return new Uploading(handshake, received, granted, download.stored(ack));
            }
            return cancelledBy(
                    message, "during the upload (expected: chunk, eof with size and sha256, received or cancel)");
        }

        @Override
        public SessionState sent(int bytes) {
            return new Uploading(handshake, received, granted, download.sent(bytes));
        }

        private long endOf(Chunk chunk) {
            if (chunk.offset() != received) {
                throw refusal("chunk: offset: " + chunk.offset() + " (expected: " + received + ")");
            }
            int crc32c = Crc32c.of(chunk.payload());
            if (chunk.crc32c() != crc32c) {
                throw new TeselaException(
                        FailureCode.CHECKSUM_MISMATCH,
                        "chunk at " + chunk.offset() + ": crc32c: " + Crc32c.hex(chunk.crc32c()) + " (expected: "
                                + Crc32c.hex(crc32c) + ", that of the bytes received)");
            }
            long end = received + chunk.payload().remaining();
            Long size = handshake.size();
            if (size != null && end > size) {
                throw refusal("chunk: ends at " + end + " (expected: at most " + size + ", the size in the handshake)");
            }
            return end;
        }

        private void checkSize(Eof eof) {
            if (eof.size() != received) {
                throw refusal("eof: size: " + eof.size() + " (expected: " + received + ", the bytes received)");
            }
            Long size = handshake.size();
            if (size != null && eof.size() != size) {
                throw refusal("eof: size: " + eof.size() + " (expected: " + size + ", the size in the handshake)");
            }
        }
    }

    /**
     * The video comes as pictures, each in parts.
     *
     * @param handshake what was asked for
     * @param seq number of the picture that comes next or is under way
     * @param partial whether a part of that picture is there
     * @param download what went the other way
     */
    record UploadingFrames(Handshake handshake, long seq, boolean partial, Download download) implements SessionState {
        @Override
        public SessionState resumed(long uploaded, boolean complete, long stored) {
            return complete ? new Uploaded(handshake, new Download(stored, stored)) : this;
        }

        @Override
        public SessionState accept(ClientMessage message) {
            if (message instanceof Frame frame) {
                if (frame.seq() != seq) {
                    throw refusal("frame: seq: " + frame.seq() + " (expected: " + seq + ")");
                }
                return new UploadingFrames(handshake, frame.last() ? seq + 1 : seq, !frame.last(), download);
            }
            if (message instanceof EofFrames eof) {
                if (partial || eof.totalFrames() != seq) {
                    throw refusal("eof: total_frames: " + eof.totalFrames() + " (expected: " + seq
                            + ", the whole frames received)");
                }
                return new Uploaded(handshake, download);
            }
            if (message instanceof Received ack) {
                return new UploadingFrames(handshake, seq, partial, download.stored(ack));
            }
            return cancelledBy(
                    message, "during the upload (expected: frame, eof with total_frames, received or cancel)");
        }

        @Override
        public SessionState sent(int bytes) {
            return new UploadingFrames(handshake, seq, partial, download.sent(bytes));
        }
    }

    /**
     * The video is there; only the download goes on.
     *
     * @param handshake what was asked for
     * @param download what went the other way
     */
    record Uploaded(Handshake handshake, Download download) implements SessionState {
        @Override
        public SessionState resumed(long uploaded, boolean complete, long stored) {
            return new Uploaded(handshake, new Download(stored, stored));
        }

        @Override
        public SessionState accept(ClientMessage message) {
            if (message instanceof Received ack) {
                return new Uploaded(handshake, download.stored(ack));
            }
            return cancelledBy(message, "after the upload (expected: received or cancel)");
        }

        @Override
        public SessionState sent(int bytes) {
            return new Uploaded(handshake, download.sent(bytes));
        }
    }

    /** The job is cancelled or the result has been sent; what was still on its way is ignored. */
    record Closed() implements SessionState {
        @Override
        public SessionState resumed(long uploaded, boolean complete, long stored) {
            return this;
        }

        @Override
        public SessionState accept(ClientMessage message) {
            if (message instanceof Received || message instanceof Cancel) {
                return this;
            }
            throw refusal(message.type() + ": after the end of the session (expected: nothing)");
        }

        @Override
        public SessionState sent(int bytes) {
            return this;
        }
    }

    /**
     * The way to the client.
     *
     * @param sent bytes given to the connection, or stored by the client before a resume
     * @param stored bytes the client says it has stored
     */
    record Download(long sent, long stored) {
        /** Nothing yet. */
        public static final Download NONE = new Download(0, 0);

        Download sent(int bytes) {
            return new Download(sent + bytes, stored);
        }

        /** Takes a cumulative acknowledgement: the highest one counts. */
        Download stored(Received ack) {
            if (ack.offset() > sent) {
                throw refusal("received: offset: " + ack.offset() + " (expected: at most " + sent + ", what was sent)");
            }
            return new Download(sent, Math.max(stored, ack.offset()));
        }
    }

    private static SessionState cancelledBy(ClientMessage message, String otherwise) {
        if (message instanceof Cancel) {
            return new Closed();
        }
        throw refusal(message.type() + ": " + otherwise);
    }

    private static TeselaException refusal(String sentence) {
        return new TeselaException(FailureCode.BAD_MESSAGE, sentence);
    }
}
