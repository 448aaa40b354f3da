package io.tesela.kafka.record;

import io.tesela.domain.job.JobId;
import io.tesela.domain.job.TileKey;
import io.tesela.domain.tile.TileGrid;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Records of the tile topic, and of the dead tiles, which are those, or tile results, with one more header.
 *
 * <pre>
 * header "tesela", big-endian; s = two bytes of length, then UTF-8
 * offset  bytes  field
 *      0      1  layout version, 1
 *      1      1  type, 1
 *      2      s  job
 *      .      8  frame index
 *      .      4  tile
 *      .      4  attempt, from 1
 *      .      s  compact filter chain
 *      .      4  columns of the grid asked for
 *      .      4  rows of the grid asked for
 *      .      4  frame width, pixels
 *      .      4  frame height, pixels
 * header "cause" (dead tiles only): UTF-8
 * value: samples of the haloed region, planes one after the other, rows unpadded; then those of the same region in the
 *        frames before it that filters look back at, newest first
 * </pre>
 */
public final class TileRecordCodec {
    private static final int TYPE = 1;
    private static final String CAUSE = "cause";

    private TileRecordCodec() {}

    /** Returns the record for one partition of the tile topic; shares the samples. */
    public static FlowRecord encode(TileRecord tile, int partition) {
        return FlowRecord.inPartition(
                Topics.TILES, partition, tile.key().job().value(), tile.samples(), RecordHeader.of(header(tile)));
    }

    /** Returns a dead-letter record of a tile or a tile result as it was read, with why it can never succeed. */
    public static FlowRecord deadLetter(FlowRecord read, String cause) {
        Map<String, byte[]> headers = new LinkedHashMap<>(read.headers());
        headers.put(CAUSE, cause.getBytes(StandardCharsets.UTF_8));
        String key = read.key();
        return FlowRecord.keyed(Topics.DEAD_TILES, key == null ? "" : key, read.value(), headers);
    }

    /**
     * Returns the tile; shares the record's value.
     *
     * @throws MalformedRecordException if it is none
     */
    public static TileRecord decode(FlowRecord record) {
        byte[] samples = RecordHeader.requireValue(record);
        return FieldReader.read("tile record", RecordHeader.require(record), fields -> readTile(fields, samples));
    }

    private static FieldWriter header(TileRecord tile) {
        TileRecord.Work work = tile.work();
        return RecordHeader.write(TYPE)
                .putString(tile.key().job().value())
                .putLong(tile.key().frame())
                .putInt(tile.key().tile())
                .putInt(tile.attempt())
                .putString(work.filters())
                .putInt(work.tiles().columns())
                .putInt(work.tiles().rows())
                .putInt(work.width())
                .putInt(work.height());
    }

    private static TileRecord readTile(FieldReader fields, byte[] samples) {
        int type = RecordHeader.readType(fields);
        if (type != TYPE) {
            throw new IllegalArgumentException("type: " + type + " (expected: " + TYPE + ")");
        }
        TileKey key = new TileKey(new JobId(fields.getString()), fields.getLong(), fields.getInt());
        int attempt = fields.getInt();
        String filters = fields.getString();
        TileGrid tiles = new TileGrid(fields.getInt(), fields.getInt());
        return new TileRecord(
                key, attempt, new TileRecord.Work(filters, tiles, fields.getInt(), fields.getInt()), samples);
    }
}
