/** Tests of FFmpeg behind the ports, against real clips and FFmpeg's own tools. */
@NullMarked
package io.tesela.media.ffmpeg;

import org.jspecify.annotations.NullMarked;
