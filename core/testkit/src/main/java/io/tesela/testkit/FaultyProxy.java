package io.tesela.testkit;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes TCP connections on to a target on this machine, and does to them what networks do.
 *
 * <p>A fault is set for one direction, holds for all connections, and may be set before or while bytes flow.
 *
 * <ul>
 *   <li><b>Backpressure:</b> at most {@value #CHUNK_BYTES} bytes a direction and connection are held; it reads on only when
 *       the other side has taken them.
 *   <li><b>Order:</b> bytes of a direction stay in order, whatever the delay.
 *   <li><b>Threads:</b> one of its own; every method may be called from any other.
 *   <li><b>Ownership:</b> {@link #close} ends all connections and the thread.
 * </ul>
 */
public final class FaultyProxy implements AutoCloseable {
    /** Which way bytes go. */
    public enum Direction {
        TO_TARGET,
        TO_CLIENT
    }

    private static final int CHUNK_BYTES = 16 * 1024;

    private final InetSocketAddress target;
    private final Map<Direction, Faults> faults = new EnumMap<>(Direction.class);
    private final AtomicInteger accepted = new AtomicInteger();
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Channel listening;

    private FaultyProxy(InetSocketAddress target) {
        this.target = target;
        for (Direction direction : Direction.values()) {
            faults.put(direction, new Faults());
        }
        this.listening = listen();
    }

    /** Returns a proxy that listens on a free loopback port for a target on a loopback port. */
    public static FaultyProxy to(int targetPort) {
        return new FaultyProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort));
    }

    /** Returns the loopback port to connect to. */
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** Holds every run of bytes back for this long; zero ends it. */
    public void delay(Direction direction, Duration delay) {
        faults(direction).delay(delay);
    }

    /**
     * Ends, once, the connection that carries the {@code bytes}-th byte from now on: the receiver gets that byte, then the
     * end of the stream; the sender cannot write any more. Later connections are not touched.
     */
    public void cutAfter(Direction direction, long bytes) {
        faults(direction).after(bytes, Faults.Fate.CUT);
    }

    /**
     * Ends, once, this direction of the connection that carries the {@code bytes}-th byte from now on: the receiver gets
     * that byte, then the end of the stream; what the sender still writes is thrown away; the other direction goes on.
     */
    public void halfCloseAfter(Direction direction, long bytes) {
        faults(direction).after(bytes, Faults.Fate.HALF_CLOSE);
    }

    /** Passes at most this many bytes more on, then none until {@link #heal}; the connections stay. */
    public void stallAfter(Direction direction, long bytes) {
        faults(direction).stallAfter(bytes);
    }

    /** Ends every open connection, now. */
    public void cutAll() {
        open.close().syncUninterruptibly();
    }

    /** Takes back every fault that has not struck yet, and ends those that last. */
    public void heal() {
        faults.values().forEach(Faults::clear);
    }

    /** Returns how many connections were accepted so far. */
    public int accepted() {
        return accepted.get();
    }

    /** Returns how many bytes were passed on so far. */
    public long passed(Direction direction) {
        return faults(direction).passed();
    }

    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        cutAll();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private Channel listen() {
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, chunks())
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        accept(client);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0);
        return bound.syncUninterruptibly().channel();
    }

    private void accept(SocketChannel client) {
        accepted.incrementAndGet();
        open.add(client);
        ChannelFuture connected = new Bootstrap()
                .group(client.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, chunks())
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel server) {
                        open.add(server);
                    }
                })
                .connect(target);
        connected.addListener((ChannelFutureListener) done -> {
            if (done.isSuccess()) {
                join(client, (SocketChannel) done.channel());
            } else {
                Relay.end(client);
            }
        });
    }

    private void join(SocketChannel client, SocketChannel server) {
        client.pipeline().addLast(new Relay(client, server, faults(Direction.TO_TARGET)));
        server.pipeline().addLast(new Relay(server, client, faults(Direction.TO_CLIENT)));
        client.read();
        server.read();
    }

    private Faults faults(Direction direction) {
        Faults found = faults.get(direction);
        if (found == null) {
            throw new IllegalArgumentException("direction: " + direction + " (expected: TO_TARGET or TO_CLIENT)");
        }
        return found;
    }

    /** One run of bytes for each read, so that a relay never holds a second one. */
    private static RecvByteBufAllocator chunks() {
        return new FixedRecvByteBufAllocator(CHUNK_BYTES).maxMessagesPerRead(1);
    }
}
