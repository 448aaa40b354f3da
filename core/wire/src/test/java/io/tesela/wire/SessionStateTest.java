package io.tesela.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.wire.ClientMessage.Cancel;
import io.tesela.wire.ClientMessage.Chunk;
import io.tesela.wire.ClientMessage.Eof;
import io.tesela.wire.ClientMessage.EofFrames;
import io.tesela.wire.ClientMessage.Frame;
import io.tesela.wire.ClientMessage.Mode;
import io.tesela.wire.ClientMessage.Received;
import io.tesela.wire.ClientMessage.Status;
import io.tesela.wire.SessionState.Closed;
import io.tesela.wire.SessionState.Download;
import io.tesela.wire.SessionState.Uploaded;
import io.tesela.wire.SessionState.Uploading;
import io.tesela.wire.SessionState.UploadingFrames;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionStateTest {
    private static final String SHA256 = "0".repeat(64);
    private static final Chunk ABC = Chunk.of(0, Messages.ascii("abc"));

    @Test
    void accept_wholeUpload_endsUploaded() {
        SessionState state = uploading().accept(ABC).accept(Chunk.of(3, Messages.ascii("de")));
        assertThat(state)
                .isInstanceOfSatisfying(
                        Uploading.class, up -> assertThat(up.received()).isEqualTo(5));

        SessionState end = state.accept(new Eof(5, SHA256)).sent(100).accept(new Received(60));

        assertThat(end).isEqualTo(new Uploaded(Messages.HANDSHAKE, new Download(100, 60)));
    }

    @Test
    void accept_anythingBeforeTheHandshake_isRefused() {
        for (ClientMessage early :
                List.of(ABC, new Received(0), new Eof(0, SHA256), frame(0, true), new EofFrames(0))) {
            assertRefused(SessionState.initial(), early, early.type() + ": before the handshake");
        }
    }

    @Test
    void accept_secondHandshake_isRefused() {
        assertRefused(uploading(), Messages.HANDSHAKE, "handshake: during the upload");
        assertRefused(uploading().accept(new Eof(0, SHA256)), Messages.HANDSHAKE, "handshake: after the upload");
    }

    @Test
    void accept_chunkThatDoesNotFollow_isRefused() {
        assertRefused(uploading(), Chunk.of(1, Messages.ascii("x")), "chunk: offset: 1 (expected: 0)");
        assertRefused(uploading().accept(ABC), ABC, "chunk: offset: 0 (expected: 3)");
    }

    @Test
    void accept_chunkWithAnotherChecksum_isAMismatch() {
        Chunk wrong = new Chunk(0, Messages.ascii("123456789"), 1);

        assertThatThrownBy(() -> uploading().accept(wrong))
                .isInstanceOfSatisfying(
                        TeselaException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.CHECKSUM_MISMATCH))
                .hasMessage("chunk at 0: crc32c: 00000001 (expected: e3069283, that of the bytes received)");
    }

    @Test
    void accept_chunkBeyondTheGrant_isTakenBecauseTcpHoldsTheRest() {
        SessionState state = uploading().granted(1).accept(ABC);

        assertThat(state).isEqualTo(new Uploading(Messages.HANDSHAKE, 3, 1, Download.NONE));
    }

    @Test
    void accept_bytesBeyondTheSizeSaid_isRefused() {
        SessionState state = SessionState.initial().accept(Messages.handshake(Mode.STREAM, 2L));

        assertRefused(state, ABC, "chunk: ends at 3 (expected: at most 2, the size in the handshake)");
    }

    @Test
    void accept_eofOfAnotherSize_isRefused() {
        assertRefused(uploading().accept(ABC), new Eof(4, SHA256), "eof: size: 4 (expected: 3, the bytes received)");
        assertRefused(
                SessionState.initial()
                        .accept(Messages.handshake(Mode.STREAM, 5L))
                        .accept(ABC),
                new Eof(3, SHA256),
                "eof: size: 3 (expected: 5, the size in the handshake)");
        assertRefused(uploading(), new EofFrames(0), "eof: during the upload");
    }

    @Test
    void accept_uploadAfterEof_isRefused() {
        SessionState uploaded = uploading().accept(ABC).accept(new Eof(3, SHA256));

        assertRefused(uploaded, Chunk.of(3, Messages.ascii("x")), "chunk: after the upload");
        assertRefused(uploaded, new Eof(3, SHA256), "eof: after the upload");
        assertRefused(uploaded, frame(0, true), "frame: after the upload");
    }

    @Test
    void accept_receivedBeyondWhatWasSent_isRefused() {
        assertRefused(
                uploading().sent(10), new Received(11), "received: offset: 11 (expected: at most 10, what was sent)");
    }

    @Test
    void accept_receivedLowerThanBefore_changesNothing() {
        SessionState state = uploading().sent(10).accept(new Received(8)).accept(new Received(3));

        assertThat(state).isEqualTo(new Uploading(Messages.HANDSHAKE, 0, 0, new Download(10, 8)));
    }

    @Test
    void granted_lowerThanBefore_changesNothing() {
        assertThat(uploading().granted(10).granted(5).granted()).isEqualTo(10);
    }

    @Test
    void resumed_uploadIncomplete_isWhereTheNextChunkMustStart() {
        SessionState state = uploading().resumed(3, false, 5);

        assertRefused(state, ABC, "chunk: offset: 0 (expected: 3)");
        assertThat(state.accept(Chunk.of(3, Messages.ascii("x")))).isInstanceOf(Uploading.class);
    }

    @Test
    void resumed_ofAVideoThatIsNotSent_countsTheDownloadFromWhatTheClientHas() {
        SessionState state = SessionState.initial()
                .accept(Messages.handshake(Mode.FILE, null))
                .resumed(3, true, 5);

        assertThat(state.accept(new Received(5))).isInstanceOf(Uploaded.class);
        assertRefused(state, new Received(6), "received: offset: 6 (expected: at most 5, what was sent)");
    }

    @Test
    void resumed_countsTheDownloadFromWhatTheClientHas() {
        SessionState state = uploading().resumed(3, false, 5);

        assertThat(state.accept(new Received(5))).isInstanceOf(Uploading.class);
        assertRefused(state, new Received(6), "received: offset: 6 (expected: at most 5, what was sent)");
    }

    @Test
    void resumed_uploadComplete_takesNoMoreOfTheVideo() {
        SessionState state = uploading().resumed(3, true, 0);

        assertThat(state).isInstanceOf(Uploaded.class);
        assertThatThrownBy(() -> state.accept(ABC)).isInstanceOf(TeselaException.class);
    }

    @Test
    void status_insteadOfAHandshake_isAllThatIsSaid() {
        SessionState state = SessionState.initial().accept(new Status(null));

        assertThatThrownBy(() -> state.accept(Messages.HANDSHAKE)).isInstanceOf(TeselaException.class);
    }

    @Test
    void accept_frames_followEachOtherInParts() {
        SessionState state = SessionState.initial().accept(Messages.handshake(Mode.FRAMES, null));
        assertThat(state).isInstanceOf(UploadingFrames.class);
        SessionState two = state.accept(frame(0, false)).accept(frame(0, true)).accept(frame(1, true));

        assertThat(two.accept(new EofFrames(2))).isInstanceOf(Uploaded.class);
        assertRefused(two, frame(1, true), "frame: seq: 1 (expected: 2)");
        assertRefused(two, new EofFrames(3), "eof: total_frames: 3 (expected: 2, the whole frames received)");
        assertRefused(two.accept(frame(2, false)), new EofFrames(2), "eof: total_frames: 2");
        assertRefused(two, ABC, "chunk: during the upload (expected: frame");
    }

    @Test
    void accept_fileMode_needsNoUpload() {
        SessionState state = SessionState.initial().accept(Messages.handshake(Mode.FILE, null));

        assertThat(state).isInstanceOf(Uploaded.class);
    }

    @Test
    void accept_cancel_closesAnyState() {
        assertThat(SessionState.initial().accept(new Cancel())).isEqualTo(new Closed());
        assertThat(uploading().accept(new Cancel())).isEqualTo(new Closed());
        assertThat(uploading().accept(new Eof(0, SHA256)).accept(new Cancel())).isEqualTo(new Closed());
    }

    @Test
    void accept_afterTheEnd_ignoresWhatWasOnItsWayAndRefusesTheRest() {
        SessionState closed = uploading().close();

        assertThat(closed.accept(new Received(99)).accept(new Cancel()).sent(1)).isEqualTo(closed);
        assertRefused(closed, ABC, "chunk: after the end of the session");
    }

    /** Whatever a client says, in any order, the counters only grow and stay within what was sent. */
    @Test
    void accept_anySequence_keepsTheInvariants() {
        long seed = System.nanoTime();
        System.out.println("SessionStateTest seed " + seed);
        Random random = new Random(seed);
        for (int run = 0; run < 300; run++) {
            SessionState state = SessionState.initial();
            long uploaded = 0;
            for (int step = 0; step < 40; step++) {
                try {
                    state = state.accept(step == 0 ? Messages.HANDSHAKE : anyMessage(random, uploaded));
                    state = state.sent(random.nextInt(10));
                } catch (TeselaException refused) {
                    assertThat(refused.sentence()).contains("(expected: ");
                }
                if (state instanceof Uploading up) {
                    assertThat(up.received()).as("seed %d", seed).isGreaterThanOrEqualTo(uploaded);
                    assertThat(up.download().stored())
                            .isLessThanOrEqualTo(up.download().sent());
                    uploaded = up.received();
                }
            }
        }
    }

    private static ClientMessage anyMessage(Random random, long uploaded) {
        return switch (random.nextInt(6)) {
            case 0, 1 -> Chunk.of(uploaded, Messages.ascii("abc"));
            case 2 -> new Received(random.nextInt(40));
            case 3 -> new Eof(random.nextInt(20), SHA256);
            default -> Messages.randomClientMessage(random);
        };
    }

    private static Uploading uploading() {
        return (Uploading) SessionState.initial().accept(Messages.HANDSHAKE);
    }

    private static Frame frame(long seq, boolean last) {
        return new Frame(seq, 0, Messages.ascii("jpeg"), last);
    }

    private static void assertRefused(SessionState state, ClientMessage message, String sentence) {
        assertThatThrownBy(() -> state.accept(message))
                .isInstanceOfSatisfying(
                        TeselaException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.BAD_MESSAGE))
                .message()
                .startsWith(sentence);
    }
}
