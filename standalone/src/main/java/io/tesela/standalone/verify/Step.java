package io.tesela.standalone.verify;

/** What comes of the files, in order: one claim a frame of the source, then their end. */
sealed interface Step permits FrameClaim, EndOfFiles {}
