package io.tesela.client.upload;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tesela.wire.ClientMessage;
import io.tesela.wire.MessageDecoder;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.WireCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server that takes one connection after the other and follows a script for each, blocking, on a thread of its own: what it does
 * not read, stays unread.
 */
public final class FakeServer implements AutoCloseable {
    private static final int SOCKET_BUFFER_BYTES = 64 << 10;
    private static final int PATIENCE_SECONDS = 20;

    private final ServerSocket listener;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Thread thread;

    /** What the server does; an exception fails the test in {@link #join}. */
    @FunctionalInterface
    public interface Script {
        void play(Peer client) throws IOException;
    }

    private FakeServer(ServerSocket listener, List<Script> scripts) {
        this.listener = listener;
        this.thread = new Thread(() -> play(scripts), "fake-server");
        this.thread.setDaemon(true);
    }

    /** Starts a server on a free loopback port. */
    public static FakeServer start(Script script) {
        return start(InetAddress.getLoopbackAddress(), script);
    }

    /** Starts a server on a free loopback port that takes as many connections as there are scripts. */
    public static FakeServer inTurn(Script... scripts) {
        return start(InetAddress.getLoopbackAddress(), scripts);
    }

    /** Starts a server on a free port of this address. */
    public static FakeServer start(InetAddress address, Script... scripts) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.setReceiveBufferSize(SOCKET_BUFFER_BYTES);
            listener.bind(new InetSocketAddress(address, 0));
            FakeServer server = new FakeServer(listener, List.of(scripts));
            server.thread.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Waits for the end of the script. */
    public void join() {
        done.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        thread.interrupt();
    }

    private void play(List<Script> scripts) {
        try {
            for (Script script : scripts) {
                play(script);
            }
            done.complete(null);
        } catch (IOException | RuntimeException | AssertionError e) {
            done.completeExceptionally(e);
        }
    }

    private void play(Script script) throws IOException {
        try (Socket socket = listener.accept()) {
            socket.setSoTimeout(PATIENCE_SECONDS * 1000);
            script.play(new Peer(socket));
        }
    }

    /** The client as the script sees it. */
    public static final class Peer {
        private final Socket socket;
        private final MessageDecoder<ClientMessage> decoder = MessageDecoder.ofClientMessages();
        private final Deque<ClientMessage> heard = new ArrayDeque<>();

        private Peer(Socket socket) {
            this.socket = socket;
        }

        public void send(ServerMessage... messages) throws IOException {
            for (ServerMessage message : messages) {
                ByteBuf bytes = WireCodec.encode(message, UnpooledByteBufAllocator.DEFAULT);
                bytes.readBytes(socket.getOutputStream(), bytes.readableBytes());
                bytes.release();
            }
        }

        public void sendRaw(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        /** Returns the next message of this kind; others before it are dropped. */
        public <M extends ClientMessage> M expect(Class<M> kind) throws IOException {
            for (ClientMessage message = next(); message != null; message = next()) {
                if (kind.isInstance(message)) {
                    return kind.cast(message);
                }
            }
            throw new AssertionError("the client closed (expected: " + kind.getSimpleName() + ")");
        }

        /** Returns the next message, null at the end of the connection. */
        public @Nullable ClientMessage next() throws IOException {
            while (heard.isEmpty()) {
                byte[] buffer = new byte[16 << 10];
                int count = socket.getInputStream().read(buffer);
                if (count < 0) {
                    return null;
                }
                heard.addAll(decoder.decode(Unpooled.wrappedBuffer(buffer, 0, count)));
            }
            return heard.remove();
        }

        /** Hears everything that was said before the client closed. */
        public List<ClientMessage> rest() throws IOException {
            List<ClientMessage> rest = new ArrayList<>();
            for (ClientMessage message = next(); message != null; message = next()) {
                rest.add(message);
            }
            return rest;
        }

        /** Ends the connection without a word. */
        public void hangUp() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
