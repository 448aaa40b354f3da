package io.tesela.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.report.DegradedTile;
import io.tesela.domain.report.FoundRun;
import io.tesela.domain.report.JobReport;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportJsonTest {
    private static final JobReport REPORT = report(new JobReport.TileSummary(90, 1, 1.1, 1, 0, 0));

    @Test
    void write_report_hasTheDocumentedNames() {
        String json = new String(ReportJson.write(REPORT), StandardCharsets.UTF_8);

        assertThat(json)
                .isEqualTo("{'job':'7f3a','ok':false,'output_path':'','filters':'canny:50:150,blur:3','tiles':[3,3],"
                                .replace('\'', '"')
                        + ("'effective_tiles':[3,3],'fps_in':25.0,'fps_out':12.5,'p50_ms':10.5,'p95_ms':20.5,'p99_ms':30.5,"
                                        + "'retries':1,'elapsed_s':4.25,'input':" + mediaJson("'aac'") + ",'output':"
                                        + mediaJson("null")
                                        + ",'frames':{'decoded':10,'encoded':10,'decode_errors':0,'duplicated':0},"
                                        + "'tile_counts':{'total':90,'retried':1,'retried_percent':1.1,'degraded':1,'hedged':0,"
                                        + "'duplicates':0},'degraded_tiles':[{'frame':4,'tile':8,'reason':'it would not',"
                                        + "'attempts':3}],'found':[{'filter':'faces','first_frame':0,'frames':9,'count':1},"
                                        + "{'filter':'faces','first_frame':9,'frames':1,'count':2}],'found_omitted':0,'flow':{'max_frames_in_flight':8,'max_bytes_in_flight':9000,"
                                        + "'credit_wait_ms':7,'queues':{'decode':{'p95':1.5,'max':2}},"
                                        + "'bottleneck':'filter-bound'},'processors':[{'id':'p1',"
                                        + "'tiles':90,'mean_ms':1.5,'p95_ms':2.5,'cpu_percent':null,'peak_rss_bytes':1000}],"
                                        + "'fidelity':{'kept':['pts'],'changed':[],'dropped':['audio']},"
                                        + "'frame_crc32c':'frame_crc32c'}")
                                .replace('\'', '"'));
    }

    @Test
    void read_afterWrite_givesTheReport() {
        assertThat(ReportJson.read(ReportJson.write(REPORT))).isEqualTo(REPORT);
        assertThat(ReportJson.read(ReportJson.writePretty(REPORT))).isEqualTo(REPORT);
    }

    @Test
    void write_moreDegradedTilesThanNamed_saysHowManyAreLeftOut() {
        JobReport cut = report(new JobReport.TileSummary(90, 1, 1.1, 41, 0, 0));

        String json = new String(ReportJson.write(cut), StandardCharsets.UTF_8);

        assertThat(json).contains("\"degraded_tiles_omitted\":40");
        assertThat(ReportJson.read(json.getBytes(StandardCharsets.UTF_8))).isEqualTo(cut);
        assertThat(new String(ReportJson.located(ReportJson.write(cut), "o", ""), StandardCharsets.UTF_8))
                .contains("\"degraded_tiles_omitted\" : 40");
    }

    @Test
    void read_unknownField_isIgnored() {
        String json = new String(ReportJson.write(REPORT), StandardCharsets.UTF_8).replaceFirst("\\{", "{\"mood\":1,");

        assertThat(ReportJson.read(json.getBytes(StandardCharsets.UTF_8))).isEqualTo(REPORT);
    }

    /** As servers of before wrote it, and as it lies in their folders. */
    @Test
    void read_withoutWhatWasFound_meansNothing() {
        String json = new String(ReportJson.write(REPORT), StandardCharsets.UTF_8)
                .replaceFirst("\"found\":\\[.*?\\],\"found_omitted\":0,", "");

        assertThat(json).doesNotContain("found");
        assertThat(ReportJson.read(json.getBytes(StandardCharsets.UTF_8)).found())
                .isEmpty();
    }

    @Test
    void located_report_saysWhereThingsAreAndKeepsTheRest() {
        byte[] json = new String(ReportJson.write(REPORT), StandardCharsets.UTF_8)
                .replaceFirst("\\{", "{\"mood\":1,")
                .getBytes(StandardCharsets.UTF_8);

        byte[] located = ReportJson.located(json, "out.mp4", "out.frame_crc32c");

        assertThat(ReportJson.read(located).outputPath()).isEqualTo("out.mp4");
        assertThat(ReportJson.read(located).frameCrc32c()).isEqualTo("out.frame_crc32c");
        assertThat(ReportJson.read(located).degradedTiles()).isEqualTo(REPORT.degradedTiles());
        assertThat(new String(located, StandardCharsets.UTF_8))
                .contains("\"mood\" : 1")
                .endsWith("}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "nonsense", "{}", "{\"job\":\"a\"}"})
    void read_notAReport_isRefused(String json) {
        assertThatThrownBy(() -> ReportJson.read(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        TeselaException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.BAD_MESSAGE))
                .hasMessageStartingWith("report: ");
    }

    private static JobReport report(JobReport.TileSummary tiles) {
        return new JobReport(
                "7f3a",
                false,
                "",
                "canny:50:150,blur:3",
                List.of(3, 3),
                List.of(3, 3),
                25,
                12.5,
                10.5,
                20.5,
                30.5,
                1,
                4.25,
                media("mp4", "aac"),
                media("mp4", null),
                new JobReport.FrameCounts(10, 10, 0, 0),
                tiles,
                List.of(new DegradedTile(4, 8, "it would not", 3)),
                List.of(new FoundRun("faces", 0, 9, 1), new FoundRun("faces", 9, 1, 2)),
                0,
                new JobReport.FlowSummary(
                        8, 9000, 7, Map.of("decode", new JobReport.QueueDepth(1.5, 2)), "filter-bound"),
                List.of(new JobReport.ProcessorSummary("p1", 90, 1.5, 2.5, null, 1000L)),
                new JobReport.Fidelity(List.of("pts"), List.of(), List.of("audio")),
                "frame_crc32c");
    }

    private static JobReport.MediaSummary media(String container, @Nullable String audio) {
        return new JobReport.MediaSummary(
                container, "h264", 640, 360, 10, 0.4, 25, 0, "1:1", "yuv420p", "unknown", audio, 1234, "ab");
    }

    private static String mediaJson(String audio) {
        return "{'container':'mp4','codec':'h264','width':640,'height':360,'frames':10,'duration_s':0.4,'fps':25.0,'rotation':0,"
                + "'sar':'1:1','pixel_format':'yuv420p','color':'unknown','audio':" + audio
                + ",'bytes':1234,'sha256':'ab'}";
    }
}
