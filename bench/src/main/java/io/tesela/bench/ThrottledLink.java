package io.tesela.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/**
 * A slow network on the way to a server, and a fast one back, for one connection.
 *
 * <ul>
 *   <li><b>Backpressure:</b> takes from the client what it has passed on, and a few KiB of the system's buffers.
 *   <li><b>Threads:</b> two of its own; the methods any.
 *   <li><b>Ownership:</b> {@link #close} ends both.
 * </ul>
 */
final class ThrottledLink implements AutoCloseable {
    private static final int STEP_MS = 20;
    private static final int BUFFER_BYTES = 8 << 10;

    private final ServerSocket listening;
    private final Socket server;
    private final double bytesPerSecond;
    private volatile long passedBytes;

    /** @param bytesPerSecond towards the server, above 0 */
    ThrottledLink(int serverPort, double bytesPerSecond) throws IOException {
        this.bytesPerSecond = bytesPerSecond;
        this.listening = new ServerSocket();
        this.server = new Socket();
        InetAddress loopback = InetAddress.getLoopbackAddress();
        listening.setReceiveBufferSize(BUFFER_BYTES);
        listening.bind(new InetSocketAddress(loopback, 0), 1);
        server.connect(new InetSocketAddress(loopback, serverPort));
        start("link-accept", this::serve);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Returns the bytes that were passed on to the server. */
    long passedBytes() {
        return passedBytes;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        server.close();
    }

    private void serve() {
        try (Socket client = listening.accept()) {
            start("link-back", () -> passBack(client));
            passOn(client.getInputStream(), server.getOutputStream());
        } catch (IOException e) {
            // Closed by one of the ends or by us: the client sees it, and says so.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void passOn(InputStream in, OutputStream out) throws IOException, InterruptedException {
        byte[] buffer = new byte[(int) Math.max(1, bytesPerSecond * STEP_MS / 1000)];
        long begin = System.nanoTime();
        long passed = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            out.write(buffer, 0, count);
            passed += count;
            passedBytes = passed;
            long dueNanos = (long) (passed / bytesPerSecond * 1e9);
            TimeUnit.NANOSECONDS.sleep(begin + dueNanos - System.nanoTime());
        }
        server.shutdownOutput();
    }

    private void passBack(Socket client) {
        try (client) {
            server.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // As above.
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
