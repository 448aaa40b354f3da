package io.tesela.ingest.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.OnMissing;
import io.tesela.domain.tile.TileGrid;
import io.tesela.wire.ClientMessage;
import io.tesela.wire.ClientMessage.Chunk;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ClientMessage.Eof;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Mode;
import io.tesela.wire.FilterRequest;
import io.tesela.wire.MessageDecoder;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Accepted;
import io.tesela.wire.ServerMessage.Attachment;
import io.tesela.wire.ServerMessage.Failure;
import io.tesela.wire.ServerMessage.Grant;
import io.tesela.wire.ServerMessage.Output;
import io.tesela.wire.ServerMessage.Result;
import io.tesela.wire.WireCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client on one thread, which blocks: what it does not read, stays unread. */
public final class TestClient implements AutoCloseable {
    private static final int CHUNK_BYTES = 8 << 10;
    private static final int RECEIVE_BUFFER_BYTES = 64 << 10;

    private final Socket socket;
    private final MessageDecoder<ServerMessage> decoder = MessageDecoder.ofServerMessages();
    private final Deque<ServerMessage> heard = new ArrayDeque<>();
    private long granted;
    private int sent;

    private TestClient(Socket socket) {
        this.socket = socket;
    }

    /** What a client holds at the end. */
    public record Download(JobId job, ByteBuffer video, String frameCrc32c, String report, boolean ok) {}

    public static TestClient connect(int port) throws IOException {
        return connect(InetAddress.getLoopbackAddress(), port);
    }

    public static TestClient connect(InetAddress address, int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        socket.setSoTimeout((int) TestIngest.PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(address, port));
        return new TestClient(socket);
    }

    /** Returns a handshake that asks for the server's defaults and for the fragments as they come. */
    public static Handshake handshake() {
        return handshake("", null, Container.FMP4);
    }

    public static Handshake handshake(String filters, @Nullable TileGrid tiles, Container container) {
        return handshake(filters, tiles, container, false);
    }

    /** Returns a handshake for a video that may never end. */
    public static Handshake live(Container container) {
        return handshake("", null, container, true);
    }

    private static Handshake handshake(String filters, @Nullable TileGrid tiles, Container container, boolean live) {
        List<FilterRequest> chain = filters.isEmpty() ? List.of() : FilterRequest.parseChain(filters);
        return new Handshake(
                Handshake.VERSION,
                Mode.STREAM,
                container,
                null,
                tiles,
                chain,
                "v.fake",
                null,
                live,
                false,
                false,
                null,
                null,
                null,
                OnMissing.FILL);
    }

    /** Returns a handshake for a job whose client goes once the video is there. */
    public static Handshake detach() {
        return handshake("v.fake", null, true, null, Container.FMP4);
    }

    /** Returns a handshake that goes on with a job. */
    public static Handshake resume(JobId job, long received, Container container) {
        return handshake("", null, false, new ClientMessage.Resume(job, received), container);
    }

    private static Handshake handshake(
            String name,
            @Nullable Long size,
            boolean detach,
            ClientMessage.@Nullable Resume resume,
            Container container) {
        return new Handshake(
                Handshake.VERSION,
                Mode.STREAM,
                container,
                null,
                null,
                List.of(),
                name,
                size,
                false,
                detach,
                false,
                null,
                resume,
                null,
                OnMissing.FILL);
    }

    public static String sha256(byte[] bytes) {
        return sha256(ByteBuffer.wrap(bytes));
    }

    public static String sha256(ByteBuffer bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes.duplicate());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public void send(ClientMessage... messages) throws IOException {
        for (ClientMessage message : messages) {
            ByteBuf bytes = WireCodec.encode(message, UnpooledByteBufAllocator.DEFAULT);
            try {
                bytes.readBytes(socket.getOutputStream(), bytes.readableBytes());
            } finally {
                bytes.release();
            }
        }
    }

    public void sendRaw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends a message whose object is this text. */
    public void sendJson(String json) throws IOException {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        sendRaw(ByteBuffer.allocate(Integer.BYTES + utf8.length)
                .putInt(utf8.length)
                .put(utf8)
                .array());
    }

    /** Shakes hands and waits to be accepted. */
    public Accepted open(Handshake handshake) throws IOException {
        send(handshake);
        return expect(Accepted.class);
    }

    /** Goes on with a job; the upload goes on where the server says. */
    public Accepted resume(JobId job, long received) throws IOException {
        Accepted accepted = open(resume(job, received, Container.FMP4));
        sent = Math.toIntExact(accepted.uploadOffset());
        return accepted;
    }

    /** Sends bytes of the video as far as they are granted, waiting for grants. */
    public void upload(byte[] video, int from, int to) throws IOException {
        for (int at = from; at < to; ) {
            if (granted <= at) {
                granted = Math.max(granted, expect(Grant.class).offset());
            } else {
                int length = (int) Math.min(CHUNK_BYTES, Math.min(granted, to) - at);
                send(Chunk.of(at, ByteBuffer.wrap(video, at, length)));
                at += length;
                sent = at;
            }
        }
    }

    /** Sends the whole video without waiting for grants, as a client may that ignores them. */
    public void uploadAll(byte[] video) throws IOException {
        granted = Math.max(granted, video.length);
        upload(video, 0, video.length);
    }

    /** Sends a picture in two parts, whatever is granted. */
    public void picture(long seq, long ptsMicros, byte[] picture) throws IOException {
        int half = picture.length / 2;
        send(
                new ClientMessage.Frame(seq, ptsMicros, ByteBuffer.wrap(picture, 0, half), false),
                new ClientMessage.Frame(seq, ptsMicros, ByteBuffer.wrap(picture, half, picture.length - half), true));
    }

    /** Sends a picture once all of it is granted. */
    public void pictureAsGranted(long seq, long ptsMicros, byte[] picture) throws IOException {
        while (granted < sent + picture.length) {
            granted = Math.max(granted, expect(Grant.class).offset());
        }
        picture(seq, ptsMicros, picture);
        sent += picture.length;
    }

    public void eof(byte[] video) throws IOException {
        send(new Eof(video.length, sha256(video)));
    }

    /** Holds the whole dialogue of one job. */
    public Download converse(Handshake handshake, byte[] video) throws IOException {
        return finish(open(handshake).job(), List.of(), video);
    }

    /**
     * Sends the rest of the video as it is granted, and hears everything up to the last part of the report, acknowledging
     * output.
     *
     * @param told what was heard before, to be dealt with now
     */
    public Download finish(JobId job, List<ServerMessage> told, byte[] video) throws IOException {
        return finish(job, told, video, new byte[0], false);
    }

    /**
     * As the other, of a job that is gone on with.
     *
     * @param before the output that was heard on other connections
     * @param uploaded whether the server has the whole video
     */
    public Download finish(JobId job, List<ServerMessage> told, byte[] video, byte[] before, boolean uploaded)
            throws IOException {
        Deque<ServerMessage> messages = new ArrayDeque<>(told);
        Receipt receipt = new Receipt();
        receipt.video.writeBytes(before);
        boolean ended = uploaded;
        while (true) {
            if (!ended && sent == video.length) {
                eof(video);
                ended = true;
            } else if (granted > sent && sent < video.length) {
                upload(video, sent, (int) Math.min(granted, Math.min(video.length, sent + CHUNK_BYTES)));
                continue;
            }
            ServerMessage message = messages.isEmpty() ? hear() : messages.remove();
            if (receipt.take(message)) {
                send(new ClientMessage.Received(receipt.video.size(), true));
                return receipt.download(job);
            }
            if (message instanceof Output) {
                send(new ClientMessage.Received(receipt.video.size()));
            }
        }
    }

    /** Returns the next message of this kind; others before it are dropped, and an error is one. */
    public <M extends ServerMessage> M expect(Class<M> kind) throws IOException {
        while (true) {
            ServerMessage message = hear();
            if (kind.isInstance(message)) {
                return kind.cast(message);
            } else if (message instanceof Failure failure) {
                throw new AssertionError("error " + failure.code() + ": " + failure.message());
            }
        }
    }

    /** Hears the error; what is told before is dropped. */
    public Failure failure() throws IOException {
        while (true) {
            if (hear() instanceof Failure failure) {
                return failure;
            }
        }
    }

    /** Hears all that is told until the server closes the connection; after an error this client has nothing more to say. */
    public List<ServerMessage> rest() throws IOException {
        List<ServerMessage> rest = new ArrayList<>();
        for (ServerMessage message = next(); message != null; message = next()) {
            rest.add(message);
            if (message instanceof Failure) {
                endSending();
            }
        }
        return rest;
    }

    /** Says that this client has nothing more to say; it still listens. */
    public void endSending() throws IOException {
        socket.shutdownOutput();
    }

    /** Returns the next message; the server goes on talking. */
    public ServerMessage hear() throws IOException {
        ServerMessage message = next();
        if (message == null) {
            throw new AssertionError("the server closed (expected: more messages)");
        }
        return message;
    }

    /** Returns the next message, null at the end of the connection. */
    public @Nullable ServerMessage next() throws IOException {
        while (heard.isEmpty()) {
            byte[] buffer = new byte[16 << 10];
            int count = socket.getInputStream().read(buffer);
            if (count < 0) {
                return null;
            }
            heard.addAll(decoder.decode(Unpooled.wrappedBuffer(buffer, 0, count)));
        }
        ServerMessage message = heard.remove();
        if (message instanceof Grant grant) {
            granted = Math.max(granted, grant.offset());
        }
        return message;
    }

    /** Returns up to where the upload was granted, as far as heard. */
    public long granted() {
        return granted;
    }

    /** Ends the connection without a word. */
    public void vanish() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** What came so far. */
    private static final class Receipt {
        private final ByteArrayOutputStream video = new ByteArrayOutputStream();
        private final ByteArrayOutputStream side = new ByteArrayOutputStream();
        private final ByteArrayOutputStream report = new ByteArrayOutputStream();
        private boolean ok;

        /** Returns whether it was the last message. */
        boolean take(ServerMessage message) throws IOException {
            if (message instanceof Output output) {
                if (output.offset() != video.size()) {
                    throw new AssertionError("output at " + output.offset() + " (expected: " + video.size() + ")");
                }
                video.write(bytes(output.payload()));
            } else if (message instanceof Attachment attachment) {
                side.write(bytes(attachment.payload()));
            } else if (message instanceof Result result) {
                report.write(bytes(result.payload()));
                ok = result.ok();
                return result.last();
            } else if (message instanceof Failure failure) {
                throw new AssertionError("error " + failure.code() + ": " + failure.message());
            }
            return false;
        }

        Download download(JobId job) {
            return new Download(
                    job,
                    ByteBuffer.wrap(video.toByteArray()).asReadOnlyBuffer(),
                    side.toString(StandardCharsets.US_ASCII),
                    report.toString(StandardCharsets.UTF_8),
                    ok);
        }

        private static byte[] bytes(ByteBuffer payload) {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            return bytes;
        }
    }
}
