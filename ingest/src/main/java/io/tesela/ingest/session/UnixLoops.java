package io.tesela.ingest.session;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import reactor.netty.resources.LoopResources;

/**
 * Event loops whose server sockets have a path in the file system in the place of a port.
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
    public EventLoopGroup onServerSelect(boolean useNative) {
        return loops.onServerSelect(false);
    }

    @Override
    @SuppressWarnings("unchecked") // the caller knows it as a Channel only
    public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
        return (C) new NioServerDomainSocketChannel();
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    public <C extends Channel> Class<? extends C> onChannelClass(Class<C> type, EventLoopGroup group) {
        return (Class<? extends C>) NioServerDomainSocketChannel.class;
    }
}
