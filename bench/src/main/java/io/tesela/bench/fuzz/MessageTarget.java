package io.tesela.bench.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tesela.domain.failure.TeselaException;
import io.tesela.wire.MessageDecoder;
import io.tesela.wire.WireCodec;
import io.tesela.wire.WireMessage;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** The messages of one side of a connection, cut wherever the network may cut them. */
record MessageTarget(String name, Supplier<MessageDecoder<?>> decoders, List<byte[]> messages) implements FuzzTarget {
    private static final int MOST_MESSAGES = 4;

    static MessageTarget of(String name, Supplier<MessageDecoder<?>> decoders, List<? extends WireMessage> messages) {
        return new MessageTarget(
                name, decoders, messages.stream().map(MessageTarget::encoded).toList());
    }

    @Override
    public boolean takes(Random random) {
        Mutator mutator = new Mutator(random);
        MessageDecoder<?> decoder = decoders.get();
        try {
            for (int i = random.nextInt(MOST_MESSAGES); i >= 0; i--) {
                byte[] damaged = mutator.damaged(messages.get(random.nextInt(messages.size())));
                int cut = random.nextInt(damaged.length + 1);
                decoder.decode(Unpooled.wrappedBuffer(damaged, 0, cut));
                decoder.decode(Unpooled.wrappedBuffer(damaged, cut, damaged.length - cut));
            }
            decoder.end();
            return true;
        } catch (TeselaException e) {
            return false;
        }
    }

    private static byte[] encoded(WireMessage message) {
        ByteBuf bytes = WireCodec.encode(message, UnpooledByteBufAllocator.DEFAULT);
        try {
            return ByteBufUtil.getBytes(bytes);
        } finally {
            bytes.release();
        }
    }
}
