package io.tesela.assembler.join;

import io.tesela.kafka.record.ProgressRecord.MissingTiles;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecord.JobClosed;
import io.tesela.kafka.record.ResultRecord.SegmentCut;
import io.tesela.kafka.record.ResultRecord.TileResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Joins the records of one job into whole frames, in presentation order.
 *
 * <p>Acts on records only, in log order, and the first result of a tile wins: whoever reads the same log comes to the same
 * frames. Manifest and results of a frame may come in any order.
 *
 * <ul>
 *   <li><b>Backpressure:</b> holds the frames that have begun and not left; bounded by the job's credit window, except when
 *       a log is read again, where the owner stops reading at {@link #openFrames()} of its choice.
 *   <li><b>Order:</b> frames leave by index, each once.
 *   <li><b>Threads:</b> one at a time.
 *   <li><b>Errors:</b> none: what does not fit is {@link Acceptance#MALFORMED} and changes nothing.
 * </ul>
 */
public final class FrameJoin {
    private final int tilesPerFrame;
    private final Predicate<TileResult> wellFormed;
    private final TreeMap<Long, OpenFrame> open = new TreeMap<>();
    private final TreeMap<Long, SegmentCut> cuts = new TreeMap<>();
    private final long firstFrame;
    private long nextFrame;
    private long lateDuplicates;
    private OptionalLong frames = OptionalLong.empty();

    /** What became of an offered record. */
    public enum Acceptance {
        /** It is needed until its frame's segment is published. */
        KEPT,
        /** It says nothing new. */
        DUPLICATE,
        /** It cannot be what it claims to be. */
        MALFORMED
    }

    /**
     * @param tilesPerFrame above 0
     * @param wellFormed whether a result's bytes can be those of its tile
     * @param nextFrame first frame that has not left; records of earlier ones are duplicates
     */
    public FrameJoin(int tilesPerFrame, Predicate<TileResult> wellFormed, long nextFrame) {
        this.tilesPerFrame = tilesPerFrame;
        this.wellFormed = wellFormed;
        this.firstFrame = nextFrame;
        this.nextFrame = nextFrame;
    }

    /** Takes the next record of the log. */
    public Acceptance offer(ResultRecord result) {
        if (result instanceof FrameManifest manifest) {
            return offerManifest(manifest);
        } else if (result instanceof TileResult tile) {
            return offerTile(tile);
        } else if (result instanceof JobClosed closed) {
            return offerClosed(closed);
        } else if (result instanceof SegmentCut cut) {
            return offerCut(cut);
        }
        return Acceptance.MALFORMED;
    }

    /** Returns what comes next, and forgets it: a cut behind the frame that left last, or the next frame if it is complete. */
    public Optional<JoinedStep> next() {
        Map.Entry<Long, SegmentCut> cut = cuts.firstEntry();
        if (cut != null && cut.getKey() < nextFrame) {
            cuts.remove(cut.getKey());
            return Optional.of(new Cut(cut.getValue().segment(), cut.getKey()));
        }
        OpenFrame frame = open.get(nextFrame);
        if (frame == null || !frame.complete()) {
            return Optional.empty();
        }
        open.remove(nextFrame);
        nextFrame++;
        JoinedFrame joined = frame.joined(lateDuplicates);
        lateDuplicates = 0;
        return Optional.of(joined);
    }

    /** Returns whether every frame of the job has left. */
    public boolean finished() {
        return frames.isPresent() && nextFrame >= frames.getAsLong();
    }

    /** Returns the number of frames that have begun and not left. */
    public int openFrames() {
        return open.size();
    }

    /**
     * Returns what the frames that exist wait for, earliest first.
     *
     * @param limit most tiles to name, so that the answer is bounded
     */
    public List<MissingTiles> missing(int limit) {
        List<MissingTiles> missing = new ArrayList<>();
        int named = 0;
        for (Map.Entry<Long, OpenFrame> entry : open.entrySet()) {
            List<Integer> tiles = entry.getValue().missing(limit - named);
            if (!tiles.isEmpty()) {
                missing.add(new MissingTiles(entry.getKey(), tiles));
                named += tiles.size();
            }
            if (named >= limit) {
                break;
            }
        }
        return missing;
    }

    private Acceptance offerManifest(FrameManifest manifest) {
        long index = manifest.timing().index();
        if (beyondEnd(index)) {
            return Acceptance.MALFORMED;
        }
        if (index < nextFrame) {
            return Acceptance.DUPLICATE;
        }
        return openFrame(index).offer(manifest) ? Acceptance.KEPT : Acceptance.DUPLICATE;
    }

    private Acceptance offerTile(TileResult tile) {
        long index = tile.verdict().key().frame();
        int number = tile.verdict().key().tile();
        if (number < 0 || number >= tilesPerFrame || index < 0 || beyondEnd(index) || !wellFormed.test(tile)) {
            return Acceptance.MALFORMED;
        }
        if (index < nextFrame) {
            // Of what had left before this join began, the log that is read again shows the first results as well.
            lateDuplicates += index < firstFrame ? 0 : 1;
            return Acceptance.DUPLICATE;
        }
        return openFrame(index).offer(tile) ? Acceptance.KEPT : Acceptance.DUPLICATE;
    }

    private Acceptance offerClosed(JobClosed closed) {
        if (frames.isPresent()) {
            return Acceptance.DUPLICATE;
        }
        Map<Long, OpenFrame> beyond = open.tailMap(closed.frames(), true);
        if (closed.frames() < nextFrame || beyond.values().stream().anyMatch(OpenFrame::exists)) {
            return Acceptance.MALFORMED;
        }
        frames = OptionalLong.of(closed.frames());
        // What claims to be of a frame that will never be would count as an open one for ever.
        beyond.clear();
        return Acceptance.KEPT;
    }

    /** Of no use is one of a segment that was published before this join began. */
    private Acceptance offerCut(SegmentCut cut) {
        if (beyondEnd(cut.lastFrame())) {
            return Acceptance.MALFORMED;
        }
        boolean news = cut.lastFrame() >= firstFrame && cuts.putIfAbsent(cut.lastFrame(), cut) == null;
        return news ? Acceptance.KEPT : Acceptance.DUPLICATE;
    }

    private boolean beyondEnd(long index) {
        return frames.isPresent() && index >= frames.getAsLong();
    }

    private OpenFrame openFrame(long index) {
        return open.computeIfAbsent(index, unused -> new OpenFrame(tilesPerFrame));
    }
}
