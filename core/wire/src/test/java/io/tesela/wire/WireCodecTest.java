package io.tesela.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.job.JobStatus;
import io.tesela.domain.job.OnMissing;
import io.tesela.domain.tile.TileGrid;
import io.tesela.wire.ClientMessage.Cancel;
import io.tesela.wire.ClientMessage.Chunk;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ClientMessage.EncoderRequest;
import io.tesela.wire.ClientMessage.Eof;
import io.tesela.wire.ClientMessage.EofFrames;
import io.tesela.wire.ClientMessage.Frame;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Mode;
import io.tesela.wire.ClientMessage.Received;
import io.tesela.wire.ClientMessage.Resume;
import io.tesela.wire.ClientMessage.Status;
import io.tesela.wire.ServerMessage.Accepted;
import io.tesela.wire.ServerMessage.Attachment;
import io.tesela.wire.ServerMessage.Detached;
import io.tesela.wire.ServerMessage.Failure;
import io.tesela.wire.ServerMessage.Grant;
import io.tesela.wire.ServerMessage.Jobs;
import io.tesela.wire.ServerMessage.Limits;
import io.tesela.wire.ServerMessage.Output;
import io.tesela.wire.ServerMessage.Preview;
import io.tesela.wire.ServerMessage.Progress;
import io.tesela.wire.ServerMessage.Queued;
import io.tesela.wire.ServerMessage.Result;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WireCodecTest {
    private static final String SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static final ByteBuffer NINE = Messages.ascii("123456789");

    /** What every message must look like: length in hex, JSON as text, payload in hex. */
    static Stream<Arguments> goldenMessages() {
        return Stream.of(
                golden(
                        new Handshake(
                                1,
                                Mode.STREAM,
                                Container.FMP4,
                                "h264",
                                new TileGrid(3, 2),
                                FilterRequest.parseChain("canny,blur:k=3,canny:50:150.5"),
                                "v.mp4",
                                10L,
                                true,
                                true,
                                true,
                                "t",
                                new Resume(Messages.JOB, 7),
                                new EncoderRequest("libx264", "veryfast", 23),
                                OnMissing.WAIT),
                        "00000160",
                        "{'type':'handshake','version':1,'mode':'stream','container':'fmp4','codec':'h264','tiles':[3,2],"
                                + "'filters':[['canny',{}],['blur',{'k':3}],['canny',[50,150.5]]],'name':'v.mp4','size':10,"
                                + "'live':true,'detach':true,'preview':true,'on_missing':'wait','token':'t','resume':{'job':'7f3a','received':7},"
                                + "'encoder':{'name':'libx264','preset':'veryfast','crf':23}}",
                        ""),
                golden(
                        Messages.HANDSHAKE,
                        "00000054",
                        "{'type':'handshake','version':1,'mode':'stream','container':'mp4','name':'clip.mp4'}",
                        ""),
                // e3069283 is the check value of CRC-32C for these nine bytes.
                golden(
                        Chunk.of(5, NINE),
                        "00000039",
                        "{'type':'chunk','offset':5,'bytes':9,'crc32c':'e3069283'}",
                        "313233343536373839"),
                golden(
                        new Frame(2, -1, Messages.ascii("ab"), true),
                        "00000037",
                        "{'type':'frame','seq':2,'pts':-1,'bytes':2,'last':true}",
                        "6162"),
                golden(new Eof(4, SHA256), "00000063", "{'type':'eof','size':4,'sha256':'" + SHA256 + "'}", ""),
                golden(new EofFrames(25), "00000020", "{'type':'eof','total_frames':25}", ""),
                golden(
                        new Received(Long.MAX_VALUE),
                        "00000030",
                        "{'type':'received','offset':9223372036854775807}",
                        ""),
                golden(new Received(7, true), "0000002e", "{'type':'received','offset':7,'complete':true}", ""),
                golden(new Cancel(), "00000011", "{'type':'cancel'}", ""),
                golden(new Status(Messages.JOB), "0000001e", "{'type':'status','job':'7f3a'}", ""),
                golden(new Status(null), "00000011", "{'type':'status'}", ""),
                golden(
                        new Accepted(Messages.JOB, 9, true, new Limits(65536, 1048576, null), null),
                        "0000007f",
                        "{'type':'accepted','job':'7f3a','upload_offset':9,'upload_complete':true,"
                                + "'limits':{'json_bytes':65536,'payload_bytes':1048576}}",
                        ""),
                golden(new Detached(Messages.JOB), "00000020", "{'type':'detached','job':'7f3a'}", ""),
                golden(
                        new Jobs(
                                List.of(new JobStatus(
                                        Messages.JOB,
                                        "v.mp4",
                                        JobStatus.State.FAILED,
                                        false,
                                        true,
                                        Instant.ofEpochSecond(1_700_000_000),
                                        7,
                                        9L,
                                        5,
                                        4,
                                        3,
                                        2,
                                        "no",
                                        null)),
                                true),
                        "000000ee",
                        "{'type':'jobs','jobs':[{'job':'7f3a','name':'v.mp4','state':'failed','attached':false,"
                                + "'detached':true,'started':'2023-11-14T22:13:20Z','uploaded':7,'size':9,'decoded':5,"
                                + "'encoded':4,'output_bytes':3,'degraded':2,'error':'no'}],'last':true}",
                        ""),
                golden(
                        new Jobs(
                                List.of(new JobStatus(
                                        Messages.JOB,
                                        "v.mp4",
                                        JobStatus.State.RUNNING,
                                        false,
                                        true,
                                        Instant.ofEpochSecond(1_700_000_000),
                                        7,
                                        9L,
                                        5,
                                        4,
                                        3,
                                        2,
                                        null,
                                        new JobStatus.Outlook(8L, 29.97, 1.5, Progress.CLIENT))),
                                true),
                        "00000122",
                        "{'type':'jobs','jobs':[{'job':'7f3a','name':'v.mp4','state':'running','attached':false,"
                                + "'detached':true,'started':'2023-11-14T22:13:20Z','uploaded':7,'size':9,'decoded':5,"
                                + "'encoded':4,'output_bytes':3,'degraded':2,'total_frames':8,'fps':29.97,'eta_s':1.5,"
                                + "'waiting_for':'client'}],'last':true}",
                        ""),
                golden(
                        new Accepted(Messages.JOB, 0, false, new Limits(65536, 1048576, 9L), "so"),
                        "00000087",
                        "{'type':'accepted','job':'7f3a','upload_offset':0,"
                                + "'limits':{'json_bytes':65536,'payload_bytes':1048576,'upload_bytes':9},'advice':'so'}",
                        ""),
                golden(new Grant(1024), "0000001e", "{'type':'grant','offset':1024}", ""),
                golden(
                        new Progress(1, 2, 3, 4L, 29.97, 1.5, 0, null),
                        "0000006e",
                        "{'type':'progress','uploaded':1,'decoded':2,'encoded':3,'total_frames':4,'fps':29.97,'eta_s':1.5,"
                                + "'degraded':0}",
                        ""),
                golden(
                        new Progress(1, 2, 3, null, 30, null, 0, Progress.CLIENT),
                        "00000065",
                        "{'type':'progress','uploaded':1,'decoded':2,'encoded':3,'fps':30,'degraded':0,"
                                + "'waiting_for':'client'}",
                        ""),
                golden(new Queued(3), "0000001b", "{'type':'queued','ahead':3}", ""),
                golden(
                        Output.of(5, NINE),
                        "0000003a",
                        "{'type':'output','offset':5,'bytes':9,'crc32c':'e3069283'}",
                        "313233343536373839"),
                golden(
                        new Attachment("frame_crc32c", Messages.ascii("x"), false),
                        "00000042",
                        "{'type':'attachment','name':'frame_crc32c','bytes':1,'last':false}",
                        "78"),
                golden(new Preview(7, Messages.ascii("x")), "00000026", "{'type':'preview','frame':7,'bytes':1}", "78"),
                golden(
                        new Result(true, 12.5, 1, 40, "", Messages.ascii("{}"), true),
                        "00000069",
                        "{'type':'result','ok':true,'fps_out':12.5,'retries':1,'p95_ms':40,'output_path':'','bytes':2,"
                                + "'last':true}",
                        "7b7d"),
                golden(
                        new Failure(FailureCode.BUSY, "later", true),
                        "00000041",
                        "{'type':'error','code':'BUSY','message':'later','retryable':true}",
                        ""));
    }

    private static Arguments golden(WireMessage message, String length, String json, String payload) {
        return Arguments.of(message, length, json.replace('\'', '"'), payload);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldenMessages")
    void encode_anyMessage_givesTheDocumentedBytes(WireMessage message, String length, String json, String payload) {
        String hex = HexFormat.of().formatHex(json.getBytes(StandardCharsets.UTF_8));

        assertThat(Integer.parseUnsignedInt(length, 16)).isEqualTo(json.length());
        assertThat(hexOf(message)).isEqualTo(length + hex + payload);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldenMessages")
    void decode_theDocumentedBytes_givesTheMessage(WireMessage message, String length, String json, String payload) {
        ByteBuf bytes = Unpooled.wrappedBuffer(HexFormat.of()
                .parseHex(length + HexFormat.of().formatHex(json.getBytes(StandardCharsets.UTF_8)) + payload));

        assertThat(decoderFor(message).decode(bytes)).singleElement().isEqualTo(message);
    }

    @Test
    void encode_wholeMessageInHex_isAsDrawn() {
        assertThat(hexOf(new Received(5)))
                .isEqualTo("0000001e" + "7b2274797065223a227265636569766564222c226f6666736574223a357d");
    }

    @Test
    void decode_afterEncode_givesTheSameMessage() {
        long seed = System.nanoTime();
        System.out.println("WireCodecTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            WireMessage message =
                    i % 2 == 0 ? Messages.randomClientMessage(random) : Messages.randomServerMessage(random);

            ByteBuf bytes = WireCodec.encode(message, UnpooledByteBufAllocator.DEFAULT);
            List<? extends WireMessage> decoded = decoderFor(message).decode(bytes);
            bytes.release();

            assertThat(decoded).as("seed %d", seed).singleElement().isEqualTo(message);
        }
    }

    @Test
    void encode_jsonBeyondTheLimit_isRefused() {
        ServerMessage.Result result =
                new Result(true, 1, 0, 1, "x".repeat(WireCodec.MAX_JSON_BYTES), Payload.none(), true);

        assertThatThrownBy(() -> WireCodec.encode(result, UnpooledByteBufAllocator.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: at most 65536)");
    }

    @Test
    void chunk_payloadBeyondTheLimit_isRefused() {
        ByteBuffer payload = ByteBuffer.allocate(WireCodec.MAX_PAYLOAD_BYTES + 1);

        assertThatThrownBy(() -> Chunk.of(0, payload))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("payload: 1048577 bytes (expected: at most 1048576)");
    }

    @Test
    void payload_readByOneReader_isWholeForTheNext() {
        Chunk chunk = Chunk.of(0, NINE);

        chunk.payload().getLong();

        assertThat(chunk.payload().remaining()).isEqualTo(9);
        assertThat(chunk.payload().isReadOnly()).isTrue();
    }

    @Test
    void failure_ofAnyLength_fitsIntoAMessage() {
        Failure failure = new Failure(FailureCode.INTERNAL, "\u0001".repeat(100_000), false);

        ByteBuf bytes = WireCodec.encode(failure, UnpooledByteBufAllocator.DEFAULT);

        assertThat(bytes.readableBytes()).isLessThan(WireCodec.MAX_JSON_BYTES);
        bytes.release();
    }

    @Test
    void handshake_asText_hidesTheToken() {
        Handshake handshake = new Handshake(
                1,
                Mode.STREAM,
                Container.MP4,
                null,
                null,
                List.of(),
                "n",
                null,
                false,
                false,
                false,
                "secret",
                null,
                null,
                OnMissing.FILL);

        assertThat(handshake.toString()).doesNotContain("secret").contains("name=n");
    }

    private static String hexOf(WireMessage message) {
        ByteBuf bytes = WireCodec.encode(message, UnpooledByteBufAllocator.DEFAULT);
        try {
            return ByteBufUtil.hexDump(bytes);
        } finally {
            bytes.release();
        }
    }

    private static MessageDecoder<? extends WireMessage> decoderFor(WireMessage message) {
        return message instanceof ClientMessage ? MessageDecoder.ofClientMessages() : MessageDecoder.ofServerMessages();
    }
}
