using System;
using System.Runtime.InteropServices;

namespace Menhu
{
    /// <summary>A number that the library knows something by. The runtime frees it when Dispose is forgotten, and never during a call.</summary>
    internal abstract class Handle : SafeHandle
    {
        /// <summary>The library calls it from threads of its own: it lives as long as the handle.</summary>
        internal Native.Log Log;

        protected Handle(IntPtr value) : base(IntPtr.Zero, true) { SetHandle(value); }

        public override bool IsInvalid { get { return handle == IntPtr.Zero; } }
    }

    internal sealed class PortalHandle : Handle
    {
        internal PortalHandle(IntPtr value) : base(value) { }
        protected override bool ReleaseHandle() { return Native.menhu_portal_free(handle) == 0; }
    }

    internal sealed class WriterHandle : Handle
    {
        internal WriterHandle(IntPtr value) : base(value) { }
        protected override bool ReleaseHandle() { return Native.menhu_writer_free(handle) == 0; }
    }

    internal sealed class AnalyzerHandle : Handle
    {
        internal AnalyzerHandle(IntPtr value) : base(value) { }
        protected override bool ReleaseHandle() { return Native.menhu_analyzer_free(handle) == 0; }
    }

    internal sealed class LookupsHandle : Handle
    {
        internal LookupsHandle(IntPtr value) : base(value) { }
        protected override bool ReleaseHandle() { return Native.menhu_lookups_free(handle) == 0; }
    }

    internal sealed class CancelHandle : Handle
    {
        internal CancelHandle(IntPtr value) : base(value) { }
        protected override bool ReleaseHandle() { return Native.menhu_cancel_free(handle) == 0; }
    }
}
