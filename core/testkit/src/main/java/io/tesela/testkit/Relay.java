package io.tesela.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/** Passes what one side of a connection sends to the other side, as far as the faults let it; one per direction. */
final class Relay extends ChannelInboundHandlerAdapter {
    private static final long LOOK_AGAIN_MS = 10;

    private final SocketChannel from;
    private final SocketChannel to;
    private final Faults faults;
    private boolean ended;

    Relay(SocketChannel from, SocketChannel to, Faults faults) {
        this.from = from;
        this.to = to;
        this.faults = faults;
    }

    /** Closes channels, whatever state they are in; there is nothing to do about one that cannot be closed. */
    static void end(Channel... channels) {
        for (Channel channel : channels) {
            var unused = channel.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (ended) {
            ReferenceCountUtil.release(bytes);
            from.read();
            return;
        }
        hand(bytes);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            endStream();
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(to);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A reset by one side is what the other side is to see as well.
        end(from, to);
    }

    /** Nothing else is read before these are passed on, so that order is kept. */
    private void hand(ByteBuf bytes) {
        if (!to.isActive()) {
            ReferenceCountUtil.release(bytes);
        } else if (faults.stalls(bytes.readableBytes())) {
            var unused = from.eventLoop().schedule(() -> hand(bytes), LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
        } else {
            judge(bytes);
        }
    }

    private void judge(ByteBuf bytes) {
        Faults.Verdict verdict = faults.judge(bytes.readableBytes());
        bytes.writerIndex(bytes.readerIndex() + verdict.pass());
        if (verdict.delay().isZero()) {
            pass(bytes, verdict.fate());
        } else {
            var unused = from.eventLoop()
                    .schedule(() -> pass(bytes, verdict.fate()), verdict.delay().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void pass(ByteBuf bytes, Faults.Fate fate) {
        to.writeAndFlush(bytes).addListener((ChannelFutureListener) written -> {
            if (!written.isSuccess() || fate == Faults.Fate.CUT) {
                end(from, to);
                return;
            }
            if (fate == Faults.Fate.HALF_CLOSE) {
                endStream();
            }
            from.read();
        });
    }

    /** Ends this direction; the connection ends with the second one. */
    private void endStream() {
        if (ended) {
            return;
        }
        ended = true;
        to.shutdownOutput().addListener((ChannelFutureListener) done -> {
            if (!done.isSuccess() || from.isOutputShutdown()) {
                end(from, to);
            }
        });
    }
}
