package io.tesela.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageDecoderTest {
    private static final String HANDSHAKE = "{'type':'handshake','version':1,'mode':'stream'";

    @Test
    void decode_cutAtEverySingleByte_givesTheSameMessages() {
        Random random = new Random(7);
        List<ClientMessage> messages = clientMessages(random, 20);

        assertThat(decode(bytesOf(messages), 1, 1, random)).isEqualTo(messages);
    }

    @Test
    void decode_cutAnywhere_givesTheSameMessages() {
        long seed = System.nanoTime();
        System.out.println("MessageDecoderTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<ClientMessage> messages = clientMessages(random, 1 + random.nextInt(8));

            List<ClientMessage> decoded = decode(bytesOf(messages), 1, 1 + random.nextInt(5000), random);

            assertThat(decoded).as("seed %d", seed).isEqualTo(messages);
        }
    }

    @Test
    void decode_largestPayloadCutAnywhere_givesTheSameBytes() {
        Random random = new Random(11);
        byte[] payload = new byte[WireCodec.MAX_PAYLOAD_BYTES];
        random.nextBytes(payload);
        List<ClientMessage> messages =
                List.of(ClientMessage.Chunk.of(0, ByteBuffer.wrap(payload)), new ClientMessage.Cancel());

        for (int longest : new int[] {1_000, 16 * 1024, 100_000, 2 << 20}) {
            assertThat(decode(bytesOf(messages), 1, longest, random)).isEqualTo(messages);
        }
    }

    @Test
    void decode_manyWhoOnlyClaimALargePayload_takesMemoryForWhatCameAlone() {
        // Given
        String claim = "{'type':'chunk','offset':0,'bytes':1048576,'crc32c':'00000000'}";
        List<MessageDecoder<ClientMessage>> decoders = new ArrayList<>();
        ThreadMXBean thread = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        long before = thread.getCurrentThreadAllocatedBytes();

        // When
        for (int i = 0; i < 500; i++) {
            MessageDecoder<ClientMessage> decoder = MessageDecoder.ofClientMessages();
            assertThat(decoder.decode(framed(claim))).isEmpty();
            decoders.add(decoder);
        }

        // Then: with all that JSON takes, a small part of what was claimed
        assertThat((thread.getCurrentThreadAllocatedBytes() - before) / decoders.size())
                .isLessThan(WireCodec.MAX_PAYLOAD_BYTES / 8);
    }

    @Test
    void decode_bufferReleasedAndOverwrittenAfterwards_messageKeepsItsBytes() {
        ByteBuf bytes =
                WireCodec.encode(ClientMessage.Chunk.of(0, Messages.ascii("abc")), UnpooledByteBufAllocator.DEFAULT);
        ClientMessage message = MessageDecoder.ofClientMessages().decode(bytes).get(0);

        bytes.setZero(0, bytes.capacity());
        bytes.release();

        assertThat(message).isEqualTo(ClientMessage.Chunk.of(0, Messages.ascii("abc")));
    }

    @ParameterizedTest
    @CsvSource({
        "ffffffff, message length: 4294967295 (expected: 2 to 65536)",
        "00010001, message length: 65537 (expected: 2 to 65536)",
        "80000000, message length: 2147483648 (expected: 2 to 65536)",
        "00000001, message length: 1 (expected: 2 to 65536)",
        "00000000, message length: 0 (expected: 2 to 65536)"
    })
    void decode_lengthOutsideItsBounds_isRefusedBeforeAnythingIsTaken(String length, String sentence) {
        ByteBuf bytes = Unpooled.buffer().writeInt(Integer.parseUnsignedInt(length, 16));

        // A claim of 2 or 4 GiB could not be taken by this test's heap: an OutOfMemoryError would not be caught below.
        assertThatThrownBy(() -> MessageDecoder.ofClientMessages().decode(bytes))
                .isInstanceOfSatisfying(
                        TeselaException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.BAD_MESSAGE))
                .hasMessage(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense | message: not JSON",
                "{'type':'cancel' | message: not JSON",
                "{'type':'cancel'} {} | message: not JSON: more than one value (expected: a JSON object)",
                "{'type':'cancel','type':'eof'} | message: not JSON: Duplicate field 'type'",
                "[1,2] | message: not a JSON object (expected: a JSON object)",
                "'text' | message: not a JSON object (expected: a JSON object)",
                "{} | message: type is missing (expected: a string)",
                "{'type':null} | message: type is missing (expected: a string)",
                "{'type':5} | message: type: 5 (expected: a string)",
                "{'type':'dance'} | type: 'dance' (expected: one of handshake, chunk, frame, eof, received, cancel, status)",
                "{'type':'grant','offset':1} | type: 'grant' (expected: one of handshake",
                "{'type':'chunk','bytes':1,'crc32c':'00000000'} | chunk: offset is missing (expected: a whole number >= 0)",
                "{'type':'chunk','offset':'0','bytes':1,'crc32c':'00000000'} | chunk: offset: '0' (expected: a whole number >= 0)",
                "{'type':'chunk','offset':1.5,'bytes':1,'crc32c':'00000000'} | chunk: offset: 1.5 (expected: a whole number >= 0)",
                "{'type':'chunk','offset':-1,'bytes':1,'crc32c':'00000000'} | chunk: offset: -1 (expected: a whole number >= 0)",
                "{'type':'chunk','offset':9223372036854775808,'bytes':1,'crc32c':'00000000'} | chunk: offset: 9223372036854775808 (exp",
                "{'type':'chunk','offset':0,'crc32c':'00000000'} | chunk: bytes is missing (expected: a whole number from 0 to 1048576)",
                "{'type':'chunk','offset':0,'bytes':1048577,'crc32c':'00000000'} | chunk: bytes: 1048577 (expected: a whole number from 0",
                "{'type':'chunk','offset':0,'bytes':4294967295,'crc32c':'00000000'} | chunk: bytes: 4294967295 (expected: a whole number",
                "{'type':'chunk','offset':0,'bytes':1} | chunk: crc32c is missing (expected: a string)",
                "{'type':'chunk','offset':0,'bytes':1,'crc32c':'0000000G'} | chunk: crc32c: '0000000G' (expected: 8 lower-case hex digits)",
                "{'type':'frame','seq':0,'pts':0,'bytes':1} | frame: last is missing (expected: true or false)",
                "{'type':'frame','seq':0,'pts':0,'bytes':1,'last':1} | frame: last: 1 (expected: true or false)",
                "{'type':'eof','size':1,'sha256':'abc'} | eof: sha256: 'abc' (expected: 64 lower-case hex digits)",
                "{'type':'eof'} | eof: size is missing (expected: a whole number >= 0)",
                "{'type':'received','offset':1,'bytes':4} | received: bytes (expected: no payload with this type)",
                "{'type':'handshake','version':1} | handshake: mode is missing (expected: one of stream, file, frames)",
                "{'type':'handshake','version':1,'mode':'song'} | handshake: mode: 'song' (expected: one of stream, file, frames)",
                "{'type':'handshake','mode':'stream'} | handshake: version is missing (expected: a whole number from 0 to 2147483647)",
            })
    void decode_malformedMessage_isRefusedWithASentenceThatNamesIt(String json, String sentence) {
        assertRefused(json.trim(), FailureCode.BAD_MESSAGE, sentence.trim());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ",'container':'avi'} | BAD_MESSAGE | handshake: container: 'avi' (expected: one of mp4, fmp4)",
                ",'tiles':3} | BAD_MESSAGE | handshake: tiles: 3 (expected: an array)",
                ",'tiles':[3]} | BAD_MESSAGE | handshake: tiles: [3] (expected: [columns,rows])",
                ",'tiles':[3,'3']} | BAD_MESSAGE | handshake: tiles: [3,'3'] (expected: [columns,rows])",
                ",'tiles':[0,3]} | BAD_TILES | tiles: 0x3 (expected: COLUMNSxROWS",
                ",'tiles':[3,99999999999999999999]} | BAD_TILES | tiles: 3x99999999999999999999 (expected: COLUMNSxROWS",
                ",'filters':'canny'} | BAD_MESSAGE | handshake: filters: 'canny' (expected: an array)",
                ",'filters':['canny']} | BAD_MESSAGE | handshake: filters: 'canny' (expected: ['name',{'parameter':value}]",
                ",'filters':[['canny',{'low':true}]]} | BAD_MESSAGE | handshake: filters: true (expected: a number or a word as parameter)",
                ",'filters':[['canny',5]]} | BAD_MESSAGE | handshake: filters: ['canny',5] (expected:",
                ",'filters':[['ca:nny',{}]]} | BAD_FILTER | filter: 'ca:nny' (expected: 1 to 64 letters",
                ",'filters':[['canny',{'lo,w':1}]]} | BAD_FILTER | canny: parameter: 'lo,w' (expected: 1 to 64 letters",
                ",'filters':[['canny',[1e999]]]} | BAD_FILTER | canny: Infinity (expected: a finite number)",
                ",'size':-1} | BAD_MESSAGE | handshake: size: -1 (expected: a whole number >= 0)",
                ",'resume':{'received':1}} | BAD_MESSAGE | handshake.resume: job is missing (expected: a string)",
                ",'resume':{'job':'../x','received':1}} | BAD_MESSAGE | job: ../x (expected: 1 to 64 of a-z, 0-9 and '-')",
                ",'encoder':{'crf':52}} | BAD_MESSAGE | handshake.encoder: crf: 52 (expected: a whole number from 0 to 51)",
            })
    void decode_malformedHandshake_isRefusedWithItsOwnCode(String rest, FailureCode code, String sentence) {
        assertRefused(HANDSHAKE + rest.trim(), code, sentence.trim());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'type':'handshake','version':2}", "{'type':'handshake','version':0,'mode':7}"})
    void decode_handshakeOfAnotherVersion_isUnsupportedWhateverItsFieldsAre(String json) {
        assertRefused(json, FailureCode.UNSUPPORTED_VERSION, "version: ");
    }

    @Test
    void decode_unknownFields_areIgnored() {
        List<ClientMessage> messages = MessageDecoder.ofClientMessages()
                .decode(framed("{'type':'received','offset':3,'mood':['good',{'very':true}]}"));

        assertThat(messages).containsExactly(new ClientMessage.Received(3));
    }

    @Test
    void decode_jsonNull_isAMissingField() {
        List<ClientMessage> messages = MessageDecoder.ofClientMessages()
                .decode(framed(HANDSHAKE + ",'name':'clip.mp4','size':null,'tiles':null,'filters':null}"));

        assertThat(messages).containsExactly(Messages.HANDSHAKE);
    }

    @Test
    void decode_notUtf8_isRefused() {
        ByteBuf bytes = Unpooled.buffer().writeInt(4).writeInt(0x7bff227d);

        assertThatThrownBy(() -> MessageDecoder.ofClientMessages().decode(bytes))
                .isInstanceOf(TeselaException.class)
                .hasMessage("message: not UTF-8 (expected: a JSON object)");
    }

    @Test
    void decode_deeplyNested_isRefused() {
        assertRefused(
                "{'a':" + "[".repeat(30_000), FailureCode.BAD_MESSAGE, "message: not JSON: Document nesting depth");
    }

    @Test
    void decode_afterAFailure_throwsItAgain() {
        MessageDecoder<ClientMessage> decoder = MessageDecoder.ofClientMessages();
        assertThatThrownBy(() -> decoder.decode(framed("[]"))).isInstanceOf(TeselaException.class);

        assertThatThrownBy(() -> decoder.decode(framed("{'type':'cancel'}")))
                .isInstanceOf(TeselaException.class)
                .hasMessageContaining("not a JSON object");
    }

    @Test
    void decode_errorCodeOfALaterVersion_isAnInternalFailureWithItsSentence() {
        List<ServerMessage> messages = MessageDecoder.ofServerMessages()
                .decode(framed("{'type':'error','code':'TOO_COLD','message':'wait for summer','retryable':true}"));

        assertThat(messages).containsExactly(new ServerMessage.Failure(FailureCode.INTERNAL, "wait for summer", true));
    }

    @Test
    void decode_attachmentNamedLikeAPath_isRefused() {
        assertThatThrownBy(() -> MessageDecoder.ofServerMessages()
                        .decode(framed("{'type':'attachment','name':'../x','bytes':0,'last':true}")))
                .isInstanceOf(TeselaException.class)
                .hasMessage("name: ../x (expected: a plain file name)");
    }

    @Test
    void end_betweenMessages_isFine() {
        MessageDecoder<ClientMessage> decoder = MessageDecoder.ofClientMessages();
        decoder.decode(framed("{'type':'cancel'}"));

        decoder.end();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 10, 60})
    void end_insideAMessage_isRefused(int bytes) {
        MessageDecoder<ClientMessage> decoder = MessageDecoder.ofClientMessages();
        decoder.decode(bytesOf(List.of(ClientMessage.Chunk.of(0, Messages.ascii("abcdefgh"))))
                .readSlice(bytes));

        assertThatThrownBy(decoder::end)
                .isInstanceOf(TeselaException.class)
                .hasMessage("message: the connection ended inside it (expected: whole messages)");
    }

    @Test
    void decode_garbage_throwsNothingButTheOneFamily() {
        long seed = System.nanoTime();
        System.out.println("MessageDecoderTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            ByteBuf bytes = round % 2 == 0 ? garbage(random) : damaged(random);
            try {
                MessageDecoder.ofClientMessages().decode(bytes.duplicate());
            } catch (TeselaException expected) {
                assertThat(expected.sentence()).as("seed %d", seed).isNotBlank();
            }
            try {
                MessageDecoder.ofServerMessages().decode(bytes);
            } catch (TeselaException expected) {
                assertThat(expected.sentence()).as("seed %d", seed).isNotBlank();
            }
        }
    }

    private static ByteBuf garbage(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        // Most random lengths are refused at once: let half of them pass.
        return random.nextBoolean()
                ? Unpooled.wrappedBuffer(bytes)
                : Unpooled.buffer().writeInt(Math.max(2, bytes.length)).writeBytes(bytes);
    }

    private static ByteBuf damaged(Random random) {
        WireMessage message =
                random.nextBoolean() ? Messages.randomClientMessage(random) : Messages.randomServerMessage(random);
        ByteBuf bytes = Messages.encoded(message);
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes.setByte(4 + random.nextInt(bytes.readableBytes() - 4), random.nextInt(256));
        }
        return bytes;
    }

    private static void assertRefused(String json, FailureCode code, String sentence) {
        assertThatThrownBy(() -> MessageDecoder.ofClientMessages().decode(framed(json)))
                .isInstanceOfSatisfying(
                        TeselaException.class, e -> assertThat(e.code()).isEqualTo(code))
                .message()
                .satisfies(message -> assertThat(message.replace('"', '\'')).startsWith(sentence));
    }

    private static ByteBuf framed(String json) {
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return Unpooled.buffer().writeInt(bytes.length).writeBytes(bytes);
    }

    private static List<ClientMessage> clientMessages(Random random, int count) {
        List<ClientMessage> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(Messages.randomClientMessage(random));
        }
        return messages;
    }

    private static ByteBuf bytesOf(List<ClientMessage> messages) {
        ByteBuf all = Unpooled.buffer();
        for (ClientMessage message : messages) {
            all.writeBytes(Messages.encoded(message));
        }
        return all;
    }

    private static List<ClientMessage> decode(ByteBuf bytes, int shortest, int longest, Random random) {
        MessageDecoder<ClientMessage> decoder = MessageDecoder.ofClientMessages();
        List<ClientMessage> decoded = new ArrayList<>();
        while (bytes.isReadable()) {
            int count = shortest + random.nextInt(longest - shortest + 1);
            decoded.addAll(decoder.decode(bytes.readSlice(Math.min(count, bytes.readableBytes()))));
        }
        decoder.end();
        return decoded;
    }
}
