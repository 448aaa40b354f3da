package io.tesela.client.upload;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import reactor.netty.resources.LoopResources;

/**
 * Event loops whose sockets connect to a path in the file system.
 *
 * <p>Reactor Netty by itself makes such sockets by a native library only, and takes any address that the socket takes.
 *
 * <p><b>Ownership:</b> the loops stay their owner's.
 *
 * @param loops whose threads are used
 */
record UnixLoops(LoopResources loops) implements LoopResources {
    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return loops.onServer(false);
    }

    @Override
    public EventLoopGroup onClient(boolean useNative) {
        return loops.onClient(false);
    }

    @Override
    @SuppressWarnings("unchecked") // the caller knows it as a Channel only
    public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
        return (C) new NioDomainSocketChannel();
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    public <C extends Channel> Class<? extends C> onChannelClass(Class<C> type, EventLoopGroup group) {
        return (Class<? extends C>) NioDomainSocketChannel.class;
    }
}
